import Bindings
import DHCPv6Wire
import LeasequerySession
import Testing

@testable import Views

/// The page of a binding: everything, hop by hop and octet by octet.
struct BindingPageTests {
    private func open(_ scene: Scene, _ size: Size, keys: String = "2", then: String = "") -> Stage {
        var stage = Stage(scene, size, keys: keys)
        stage.press(.enter)
        stage.press(then)
        return stage
    }

    @Test("Enter opens the page of a binding: times, client, options, relays, history")
    func page() throws {
        for size in ScreenTests.sizes {
            let name = "\(size.columns)x\(size.rows)"
            try Golden.expect(open(.depth, size).surface.text, "page-binding-\(name)")
            try Golden.expect(open(.depth, size, then: "G").surface.text, "page-binding-bottom-\(name)")
            try Golden.expect(open(.depth, size, then: "xG").surface.text, "page-binding-octets-\(name)")
        }
    }

    @Test("of partners both statements are told, and what contradicts")
    func pair() throws {
        try Golden.expect(open(.pair, ScreenTests.sizes[1], keys: "2j").surface.text, "page-binding-pair-120x36")
    }

    @Test("a binding that is not known any more keeps its history, and the page says so")
    func gone() {
        var stage = open(.depth, ScreenTests.sizes[1])
        stage.scene.answer.bindings = []
        stage.look()
        #expect(stage.surface.text.contains("not known, or no longer"))
        #expect(stage.surface.text.contains("─ history in this run ─"))
    }

    @Test("options that were not kept are called lost, not absent")
    func lacking() {
        var report = BindingReport(BindingSubject(Scene.binding(1)))
        report.row = Scene.binding(1)
        report.lacksDetails = true
        var stage = open(.usual, ScreenTests.sizes[1])
        stage.dashboard.binding = report
        #expect(stage.surface.text.contains("NOT KEPT for want of room"))
        report.lacksDetails = false
        stage.dashboard.binding = report
        #expect(stage.surface.text.contains("the server told none besides"))
        report.row?.details = [0, 47, 0, 9, 1]
        stage.dashboard.binding = report
        #expect(stage.surface.text.contains("cannot be taken apart: 5 octets: 0x002f000901"))
    }

    @Test("of a chain that is not told whole, or cannot be read, nobody is called the client")
    func brokenChain() throws {
        let here = IPv6Address(high: 0xfe80_0000_0000_0000, low: 1)
        func page(_ data: RelayData) throws -> String {
            var scene = Scene.usual
            [RawOption(data)].encode(into: &scene.answer.bindings[0].details)
            return open(scene, Size(columns: 120, rows: 60)).surface.text
        }
        let whole = try page(RelayData(peer: here, hops: [RelayHop(hopCount: 0, link: here, peer: here)]))
        #expect(whole.contains("peer-address              fe80::1, the client"))
        let cut = try page(RelayData(peer: here, hops: [RelayHop(hopCount: 2, link: here, peer: here)]))
        #expect(cut.contains("2 relays, by the hop count below"))
        #expect(!cut.contains(", the client\n"))
        var octets = RelayPath(hops: [RelayHop(hopCount: 0, link: here, peer: here)]).octets
        octets += [0, 18, 0, 9, 1]
        let broken = try page(RelayData(peer: here, message: octets))
        #expect(broken.contains("not all can be read       option runs past its container: 9 announced, 1 present"))
        #expect(!broken.contains(", the client\n"))
    }

    @Test("a log that has forgotten says from when on it knows")
    func reach() {
        var report = BindingReport(BindingSubject(Scene.binding(1)))
        report.row = Scene.binding(1)
        report.logBegins = Scene.now.unixSeconds - 90
        report.changesKept = 312
        report.changes = [Scene.change(1, .renewed)]
        var stage = open(.usual, ScreenTests.sizes[1])
        stage.dashboard.binding = report
        #expect(
            stage.surface.text.contains(
                "the newest 1 of 312 changes; the log of changes reaches back to 12:01:37Z: what was before is not known"
            ))
    }

    @Test("] and [ go through the list without leaving the page, Esc goes back to the row")
    func neighbours() {
        var stage = open(.full, ScreenTests.sizes[0], then: "]]")
        #expect(stage.dashboard.binding?.subject == BindingSubject(Scene.binding(3)))
        stage.press("[")
        #expect(stage.dashboard.binding?.subject == BindingSubject(Scene.binding(2)))
        stage.press(String(repeating: "]", count: 50))
        #expect(stage.dashboard.binding?.subject == BindingSubject(Scene.binding(52)))
        stage.press(.escape)
        #expect(!stage.dashboard.isPageOpen)
        #expect(stage.dashboard.selectedBinding?.prefix == Scene.binding(52).prefix)
    }

    @Test("who presses Enter before the rows are there gets the page of the first one")
    func early() {
        var stage = Stage(.usual)
        _ = stage.dashboard.press(.character("2"), at: stage.now)
        stage.press(.enter)
        stage.look()
        #expect(stage.dashboard.binding?.subject == BindingSubject(Scene.binding(1)))
    }

    @Test("the page stays on its binding while the list moves, and another screen leaves it open")
    func stays() {
        var stage = open(.full, ScreenTests.sizes[0], then: "]")
        stage.scene.answer.bindings.insert(contentsOf: (900..<905).map { Scene.binding($0) }, at: 0)
        stage.press("3")
        #expect(!stage.dashboard.isPageOpen)
        stage.press("2")
        #expect(stage.dashboard.binding?.row?.prefix == Scene.binding(2).prefix)
        stage.press(.escape)
        #expect(stage.dashboard.selectedBinding?.prefix == Scene.binding(2).prefix)
    }

    @Test("a change opens the page of its binding, and holds the list")
    func change() {
        let stage = open(.usual, ScreenTests.sizes[0], keys: "3j")
        #expect(stage.dashboard.binding?.subject == BindingSubject(Scene.change(1, .renewed)))
        #expect(stage.dashboard.state.changes.heldAfter == 1000)
    }

    @Test("the page scrolls to its last line and no further, and never past a page that has become shorter")
    func scrolls() {
        var stage = open(.depth, ScreenTests.sizes[0], then: "xG")
        let bottom = stage.surface.text
        stage.press("j")
        #expect(stage.surface.text == bottom)
        stage.press("x")
        #expect(stage.surface.text.contains("x shows the "))
    }

    @Test("x without a page says where it works")
    func elsewhere() {
        let stage = Stage(.usual, keys: "2x")
        #expect(stage.dashboard.state.notice?.text == "Enter opens the page of a binding; x shows its octets there.")
    }
}

extension Scene {
    /// A binding behind two relays, with all kinds of options, renewed and taken over in this run.
    static var depth: Scene {
        var scene = Scene.usual
        let client = IPv6Address(high: 0xfe80_0000_0000_0000, low: 0x0000_5eff_fe20_0001)
        let link = IPv6Address(high: 0x2001_0db8_0001_0000, low: 1)
        let inner = RelayHop(
            hopCount: 0, link: link, peer: client,
            options: [
                RawOption(.interfaceID, Array("olt-1/0/3:42".utf8)), RawOption(.remoteID, [0, 0, 0, 9, 0xca, 0xfe]),
                RawOption(.subscriberID, Array("Straße 7".utf8)),
                RawOption(LinkLayerAddress(hardwareType: 1, address: [2, 0, 0x5e, 0x20, 0, 1])),
            ])
        let outer = RelayHop(
            hopCount: 1, link: .unspecified, peer: link,
            options: [
                RawOption(.relayID, DUID(octets: [0, 2, 0, 0, 0, 9, 1, 2])), RawOption(.init(rawValue: 65_002), [7]),
            ])
        let options = [
            RawOption(
                ClientFQDN(
                    flags: 1, name: DomainName(octets: [4] + Array("host".utf8) + [7] + Array("example".utf8) + [0])!)),
            RawOption(VendorOptions(enterprise: 4491, options: [RawOption(.init(rawValue: 2), Array("modem".utf8))])),
            RawOption(.iaNA, [0, 0, 0, 7, 0, 0, 0x0e, 0x10, 0, 0, 0x1c, 0x20]),
            RawOption(RelayData(peer: IPv6Address(high: 0x2001_0db8_0000_ffff, low: 2), hops: [outer, inner])),
            RawOption(.init(rawValue: 65_001), [0x1b, 0x5b, 0x32, 0x4a]), RawOption(.remoteID, [1]),
        ]
        options.encode(into: &scene.answer.bindings[0].details)
        let row = scene.answer.bindings[0]
        scene.answer.changes = zip(0..., [ChangeKind.renewed, .changedHolder, .ended, .new]).map { index, kind in
            var change = Scene.change(index, kind)
            (change.server, change.prefix, change.bindingKind) = (row.server, row.prefix, row.kind)
            change.at -= Int64(index) * 400_000_000_000
            change.duid = kind == .new ? Scene.duid(6) : row.duid
            return change
        }
        return scene
    }
}
