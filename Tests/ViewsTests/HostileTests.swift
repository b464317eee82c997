import Bindings
import DHCPv6Wire
import LeasequerySession
import TestSupport
import Testing

@testable import Views

/// Octets that clients, relays and servers choose, all the way to the cells.
struct HostileTests {
    static let octets: [[UInt8]] = [
        Array("\u{1b}[2J\u{1b}]0;owned\u{7}".utf8), Array("日本語\u{202e}abc\u{2066}".utf8), [0xff, 0xfe, 0xc3, 0x28],
        Array("e\u{301}\u{200b}\r\n\t".utf8), Array(repeating: 0x9b, count: 300), [0],
    ]

    /// Relay data and a name made of the same octets.
    static func details(_ octets: [UInt8]) -> [UInt8] {
        let hop = RelayHop(
            hopCount: 0, link: IPv6Address(high: 0x2001_0db8_0000_0000, low: 1), peer: IPv6Address(high: 0, low: 2),
            options: [
                RawOption(.interfaceID, octets), RawOption(.remoteID, [0, 0, 0, 9] + octets),
                RawOption(.subscriberID, octets),
            ])
        let label = Array(octets.prefix(63))
        let options = [
            RawOption(RelayData(peer: hop.peer, hops: [hop])),
            RawOption(.clientFQDN, [0, UInt8(label.count)] + label + [0]),
            RawOption(OptionCode(rawValue: 65_001), octets),
        ]
        var details: [UInt8] = []
        options.encode(into: &details)
        return details
    }

    @Test("V-27: whatever a client, a relay or a server says, each cell stays where it is", arguments: octets)
    func everywhere(octets: [UInt8]) {
        var scene = Scene.usual
        for index in scene.answer.bindings.indices {
            scene.answer.bindings[index].details = Self.details(octets)
            scene.answer.bindings[index].duid = DUID(octets: octets)
        }
        for index in scene.answer.changes.indices { scene.answer.changes[index].duid = DUID(octets: octets) }
        let text = String(decoding: octets, as: UTF8.self)
        scene.answer.servers[0].name = text
        scene.answer.servers[0].lastEnd = .refused(.notAllowed, text: text)
        scene.answer.servers[0].lastProblem = text + text
        for size in ScreenTests.sizes {
            for keys in ["1", "2", "3"] {
                var stage = Stage(scene, size, keys: keys)
                stage.press("d")
                Self.expectGrid(stage.surface)
                stage.press(.enter)
                Self.expectGrid(stage.surface)
                stage.press("xG")
                Self.expectGrid(stage.surface)
                stage.press(.pageUp)
                Self.expectGrid(stage.surface)
            }
        }
    }

    static func expectGrid(_ surface: Surface) {
        for row in 0..<surface.size.rows {
            #expect(surface.row(row).reduce(0) { $0 + Int($1.width) } == surface.size.columns)
            for cell in surface.row(row) where cell.width > 0 {
                #expect(TextWidth.columns(of: cell.scalar) == Int(cell.width))
            }
        }
    }

    @Test("V-27: random octets, made harmless or not and put anywhere, leave each cell in its place", arguments: 0..<50)
    func random(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        var surface = Surface(Size(columns: 30, rows: 8))
        for _ in 0..<200 {
            let noise = (0..<20).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let octets = (Self.octets.randomElement(using: &generator) ?? []).prefix(40) + noise
            let isHarmless = Bool.random(using: &generator)
            let width = surface.put(
                isHarmless ? SafeText.printable(octets) : String(decoding: octets, as: UTF8.self),
                x: Int.random(in: -3...33, using: &generator), y: Int.random(in: -2...9, using: &generator),
                width: Int.random(in: 0...40, using: &generator), alignedRight: Bool.random(using: &generator))
            #expect((0...30).contains(width))
        }
        Self.expectGrid(surface)
    }

    @Test("V-27: what is made harmless has no character that a terminal acts on or does not show", arguments: 0..<50)
    func harmless(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let octets = (0..<400).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let scalars = (0..<200).compactMap { _ in Unicode.Scalar(UInt32.random(in: 0...0x3000, using: &generator)) }
        for text in [SafeText.printable(octets), SafeText.printable(String(String.UnicodeScalarView(scalars)))] {
            for scalar in text.unicodeScalars {
                #expect(scalar.value >= 0x20 && !(0x7f...0x9f).contains(scalar.value))
                #expect(scalar.properties.generalCategory != .format && !scalar.properties.isDefaultIgnorableCodePoint)
            }
        }
    }

    @Test("octets that are text are shown as text, others in hexadecimal")
    func relayText() {
        #expect(RelayWords.short(Self.details(Array("olt-1/0/3".utf8))) == "2001:db8::1 olt-1/0/3")
        #expect(RelayWords.short(Self.details([0xff, 0])) == "2001:db8::1 0xff00")
        #expect(RelayWords.short([]) == "-")
    }

    @Test("options that cannot be taken apart are shown as they came")
    func brokenDetails() {
        let fields = RelayWords.clientFields([0, 17, 0, 9, 1])
        #expect(fields.map(\.label) == ["options"])
        #expect(fields.map(\.words.text) == ["cannot be taken apart: 0011000901"])
    }
}
