import Bindings
import DHCPv6Wire
import LeasequerySession

@testable import Views

/// A store's answer made by hand, and the moment at which it is looked at.
struct Scene {
    /// 2026-08-21 12:03:07.2 UTC.
    static let now = Moment(uptime: 5_000_000_000_000, utc: 1_787_313_787_200_000_000)

    var answer = Answer()
    /// nil: a survey of `answer.bindings` is complete.
    var surveyProgress: Double?
    /// As a survey counted them.
    var pools: [PoolUse] = []
    /// Where the row is that is sought next; nil: nowhere.
    var found: Int?
    var hasWrapped = false
    /// What was sought last.
    private(set) var sought: Seek?

    static func ago(_ seconds: Double) -> Moment { now.advanced(by: .milliseconds(-Int64(seconds * 1000))) }

    static func server(
        _ id: Int, _ name: String, insecure: Bool = false, _ change: (inout ServerReport) -> Void
    ) -> ServerReport {
        var report = ServerReport(server: ServerID(rawValue: id), name: name, isInsecure: insecure)
        change(&report)
        return report
    }

    static func duid(_ number: Int) -> DUID {
        let low = [UInt8(number >> 8 & 255), UInt8(number & 255)]
        return switch number % 4 {
        case 0: DUID(octets: [0, 3, 0, 1, 0x02, 0x00, 0x5e, 0x10] + low)
        case 1: DUID(octets: [0, 1, 0, 1, 0x2a, 0x3b, 0x4c, 0x5d, 0x02, 0x00, 0x5e, 0x20] + low)
        case 2: DUID(octets: [0, 4] + (0..<14).map { UInt8($0 * 17) } + low)
        default: DUID(octets: [0, 2, 0, 0, 0, 9, 0xca, 0xfe] + low)
        }
    }

    static func binding(_ number: Int, _ change: (inout BindingRow) -> Void = { _ in }) -> BindingRow {
        let isPrefix = number % 3 == 0
        let high = 0x2001_0db8_0000_0000 + UInt64(number) << 8
        var row = BindingRow(
            server: ServerID(rawValue: number % 2),
            prefix: IPv6Prefix(
                IPv6Address(high: high, low: isPrefix ? 0 : UInt64(number) * 0x1_0001), length: isPrefix ? 56 : 128),
            kind: isPrefix ? .prefix : .address, duid: duid(number), state: .bound, lastChange: .renewed,
            preferred: Lifetime(rawValue: 2400), valid: Lifetime(rawValue: 3000),
            baseTime: ServerTime(rawValue: 840_628_800), sinceLastTransaction: 600,
            receivedAt: now.unixSeconds - Int64(number) * 7, changedAt: now.unixSeconds - Int64(number) * 7,
            expiresAt: now.unixSeconds + 3000 - Int64(number) * 7,
            lastTransactionAt: now.unixSeconds - 600 - Int64(number) * 7, details: [])
        change(&row)
        return row
    }

    static func change(_ number: Int, _ kind: ChangeKind) -> ChangeRow {
        let row = binding(number)
        return ChangeRow(
            sequence: UInt64(1000 - number), kind: kind, at: now.utc - Int64(number) * 1_300_000_000,
            origin: kind == .absent ? .bulk : number % 5 == 4 ? .catchUp : .live, server: row.server,
            prefix: row.prefix,
            bindingKind: row.kind, duid: row.duid, previousDUID: kind == .changedHolder ? duid(number + 1) : nil,
            valid: [.ended, .absent].contains(kind) ? .zero : row.valid)
    }

    private func isDoubted(_ server: ServerID) -> Bool {
        switch answer.servers.first(where: { $0.server == server })?.completeness {
        case nil, .unknown, .hole, .missing: true
        case .changesSince, .filling, .overLimit, .firstPoll, .polled, .whole: false
        }
    }

    /// The answer as the store would cut it to the question, with the window where a row was sought.
    mutating func answer(to question: Question) -> Answer {
        guard let seek = question.seek else { return cut(to: question) }
        sought = seek
        var moved = question
        let start = max((found ?? 0) - 5, 0)
        switch question.table {
        case .none, .log, .changeCounts: break
        case .bindings(let order, let window):
            moved.table = .bindings(order: order, window: start..<start + window.count)
        case .changes(let through, _, let count): moved.table = .changes(through: through, skip: start, count: count)
        }
        var answer = cut(to: found == nil ? question : moved)
        answer.sought = found.map { Sought(index: $0, start: start, hasWrapped: hasWrapped) }
        if found == nil, case .bindings(_, let window) = question.table {
            answer.sought = Sought(index: nil, start: window.lowerBound)
        }
        return answer
    }

    private func cut(to question: Question) -> Answer {
        var cut = answer
        cut.bindings = []
        cut.changes = []
        cut.log = []
        switch question.table {
        case .none: cut.matching = 0
        case .bindings(_, let window):
            cut.bindings = Array(answer.bindings.dropFirst(window.lowerBound).prefix(window.count))
            for index in cut.bindings.indices {
                cut.bindings[index].isUnverified = isDoubted(cut.bindings[index].server)
            }
            cut.matching = max(answer.matching, answer.bindings.count)
        case .changeCounts(let prefixes): cut.changeCounts = changeCounts(in: prefixes)
        case .changes(let through, let skip, let count):
            let kept = answer.changes.filter { $0.sequence <= through ?? .max }
            cut.changes = Array(kept.dropFirst(skip).prefix(count))
            cut.matching = kept.count
        case .log(let through, let least, let skip, let count):
            let kept = answer.log.filter { $0.id <= through ?? .max && $0.event.severity >= least }
            cut.log = Array(kept.dropFirst(skip).prefix(count))
            cut.matching = kept.count
        }
        cut.binding = question.subject.map(report)
        return cut
    }

    private func report(on subject: BindingSubject) -> BindingReport {
        var report = BindingReport(subject)
        func isMeant(_ other: BindingSubject) -> Bool { other.prefix == subject.prefix && other.kind == subject.kind }
        if var row = answer.bindings.first(where: { isMeant(BindingSubject($0)) }) {
            row.isUnverified = isDoubted(row.server)
            report.row = row
        }
        report.changes = answer.changes.filter { isMeant(BindingSubject($0)) }
        report.changesKept = report.changes.count
        return report
    }
}

/// A dashboard that looks at a scene: keys in, pictures out.
struct Stage {
    var dashboard = Dashboard()
    var scene: Scene
    var now = Scene.now
    private(set) var effects: [Effect] = []

    init(_ scene: Scene, _ size: Size = Size(columns: 80, rows: 24), keys: String = "") {
        self.scene = scene
        dashboard.resize(to: size)
        look()
        press(keys)
    }

    /// Asks and accepts, as the loop does before each picture.
    mutating func look() {
        dashboard.accept(dashboard.surveyRequest.flatMap(scene.standing))
        let question = dashboard.question()
        dashboard.accept(scene.answer(to: question), to: question, at: now)
    }

    /// Types the characters one after the other; `look`s after each.
    mutating func press(_ keys: String) {
        for scalar in keys.unicodeScalars { press(.character(scalar)) }
    }

    mutating func press(_ key: Key) {
        effects += dashboard.press(key, at: now)
        look()
    }

    var surface: Surface { dashboard.render(now: now) }
}
