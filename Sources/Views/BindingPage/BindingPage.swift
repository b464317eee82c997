import Bindings
import DHCPv6Wire
import LeasequerySession

/// One binding in depth: who holds it and until when, all that the server told of the client, the way of its last
/// message, and what became of the binding in this run.
struct BindingPage {
    private let report: BindingReport
    private let dashboard: Dashboard
    private let now: Moment

    static func layout(
        _ report: BindingReport, _ dashboard: Dashboard, showsOctets: Bool, now: Moment, width: Int
    ) -> PageLayout {
        let page = BindingPage(report: report, dashboard: dashboard, now: now)
        return PageLayout(width: width) { page.sections(showsOctets: showsOctets, width: $0) }
    }

    static func title(_ subject: BindingSubject) -> String {
        "\(BindingWords.kind(subject.kind)) \(BindingWords.prefix(subject.prefix, subject.kind))"
    }

    private func sections(showsOctets: Bool, width: Int) -> [PageSection] {
        let run = BindingPast(report, dashboard, now: now).section(width: width)
        let file = dashboard.history.map { [$0.section(of: report.subject, width: width)] } ?? []
        let past = [run] + file
        guard let row = report.row else {
            let gone = Words("not known, or no longer: what ended makes room for what is bound", .attention)
            return [PageSection(BindingPage.title(report.subject), fields: [("state", gone)], width: width)] + past
        }
        let fields = BindingFields(row, dashboard, now: now)
        let told = try? RawOption.list(in: row.details.span.bytes, from: 0, to: row.details.count)
        return [
            PageSection(
                BindingPage.title(report.subject), fields: fields.stateInDepth(report) + fields.sources, width: width),
            PageSection("client", fields: client(row, told ?? []), width: width),
            options(row, told, width: width),
            relays(row, told ?? [], width: width),
        ] + past + octets(row, areShown: showsOctets)
    }

    // MARK: Sections

    private func client(_ row: BindingRow, _ options: [RawOption]) -> [Fields.Field] {
        let relayed = RelayPath(details: row.details)?.hops.reversed().lazy.compactMap(\.linkLayerAddress).first
        let own = try? options.first(LinkLayerAddress.self)
        let seen = (relayed ?? own).map { Words("\(OptionWords.linkLayer($0)), as a relay saw it (RFC 6939)") }
        let inside = row.duid.linkLayerAddress.map {
            Words("\($0.colonHex) in the client-id: of one of its interfaces, maybe of another one")
        }
        let name = (try? options.first(ClientFQDN.self)).map { Words(OptionWords.name($0)) }
        let vendors = options.filter { $0.code == .vendorOptions }.compactMap { try? VendorOptions(decoding: $0) }
        let vendor =
            vendors.isEmpty ? nil : Words(vendors.map { "enterprise \($0.enterprise)" }.joined(separator: ", "))
        return Fields.present([
            ("client-id", Words(row.duid.octets.isEmpty ? "empty" : "\(row.duid)")),
            ("type", Words(ClientWords.duid(row.duid))),
            ("MAC", seen ?? inside), ("", seen == nil ? nil : inside), ("name", name), ("vendor", vendor),
        ])
    }

    /// All that came besides what the sections above say.
    private func options(_ row: BindingRow, _ told: [RawOption]?, width: Int) -> PageSection {
        guard let told else {
            let words = Words("cannot be taken apart: \(OptionWords.opaque(row.details))", .attention)
            return PageSection("options", fields: [("as told", words)], width: width)
        }
        guard !told.isEmpty else {
            let words =
                report.lacksDetails
                ? Words("the server told some; they were NOT KEPT for want of room", .bad)
                : Words("the server told none besides the client-id, the lease and its times", .dim)
            return PageSection("options", fields: [("", words)], width: width)
        }
        return PageSection(
            "options, as \(dashboard.serverName(row.server).text) told them",
            fields: OptionWords.fields(told, now: now), width: width, labelWidth: OptionWords.labelWidth)
    }

    private func relays(_ row: BindingRow, _ options: [RawOption], width: Int) -> PageSection {
        do throws(WireError) {
            if let data = try options.first(RelayData.self) {
                return RelayChain.section(
                    data, client: BindingWords.client(row.duid), server: dashboard.serverName(row.server), now: now,
                    width: width)
            }
            let words = Words(
                report.lacksDetails
                    ? "not kept, as the other options" : "none told: the server may keep none, or there was none",
                .dim)
            return PageSection("relays", fields: [("", words)], width: width)
        } catch {
            return PageSection("relays", fields: [("", Words("broken: \(error.problem)", .attention))], width: width)
        }
    }

    private func octets(_ row: BindingRow, areShown: Bool) -> [PageSection] {
        let count = Numbers.counted(row.details.count + row.duid.octets.count, "octet")
        let key = dashboard.keys.name(of: .toggleOctets)
        guard areShown else {
            let words = Words("\(key) shows the \(count) as they came", .dim)
            return [PageSection("octets", [PageSection.Line((0, words))])]
        }
        return [
            PageSection("octets of the client-id  (\(key) hides them)", OctetDump.lines(row.duid.octets)),
            PageSection("octets of the options as they came, headers included", OctetDump.lines(row.details)),
        ]
    }
}
