import Bindings
import DHCPv6Wire
import LeasequerySession
import Testing

@testable import Views

/// Pictures that are for others to see.
struct RedactionTests {
    private static func redacted(_ scene: Scene, _ size: Size = Size(columns: 80, rows: 24)) -> Stage {
        var stage = Stage(scene, size)
        var preferences = Preferences()
        preferences.redactor = Redactor(prefixLength: 32, names: .removed) { octets in
            let sum = octets.reduce(0 as UInt32) { ($0 &* 31) &+ UInt32($1) }
            return (0..<32).map { UInt8(truncatingIfNeeded: sum >> UInt32($0 % 4 * 8)) }
        }
        stage.dashboard.adopt(preferences)
        return stage
    }

    /// What must not be seen of a scene, as the screens would write it.
    private static func secrets(_ scene: Scene) -> [String] {
        scene.answer.bindings.flatMap { row in
            [
                BindingWords.prefix(row.prefix, row.kind), "\(row.duid)", BindingWords.client(row.duid),
                (row.duid.linkLayerAddress ?? row.duid.octets).colonHex,
            ]
        }
    }

    @Test("lists and pages say that they are redacted, and show the beginning of addresses and pseudonyms")
    func pictures() throws {
        var stage = Self.redacted(.usual)
        stage.press("2")
        try Golden.expect(stage.surface.text, "redacted-bindings-80x24")
        stage = Self.redacted(.usual, Size(columns: 120, rows: 36))
        stage.press("2")
        stage.press(.enter)
        try Golden.expect(stage.surface.text, "redacted-binding-120x36")
    }

    @Test("nothing that tells who somebody is stands on any screen, page or detail")
    func nowhere() {
        let scene = Scene.usual
        for keys in ["1", "2", "2d", "2x", "3", "3d", "4", "5", "6", "7"] {
            var stage = Self.redacted(scene, Size(columns: 200, rows: 50))
            var plain = Stage(scene, Size(columns: 200, rows: 50))
            for page in [false, true] {
                if page { stage.press(.enter) } else { stage.press(keys) }
                if page { plain.press(.enter) } else { plain.press(keys) }
                let text = stage.surface.text
                #expect(text.contains("REDACTED /32"))
                for secret in Self.secrets(scene) { #expect(!text.contains(secret), "\(keys): \(secret)") }
            }
        }
        let plain = Stage(scene, Size(columns: 200, rows: 50), keys: "2").surface.text
        #expect(Self.secrets(scene).contains { plain.contains($0) })
    }

    @Test("what is typed stands there as stars, works, and is not shown afterwards")
    func typed() {
        var stage = Self.redacted(.usual)
        stage.press("2/2001:db8::/33 kind:pd")
        #expect(stage.dashboard.state.filter?.text == "2001:db8::/33 kind:pd")
        #expect(stage.surface.text.contains("/****:***::/** ****:**"))
        stage.press("(")
        #expect(stage.surface.text.contains("not understood from here on; why is hidden"))
        stage.press(.backspace)
        stage.press(.enter)
        #expect(stage.surface.text.contains("filter: (hidden)"))
        #expect(!stage.surface.text.contains("/33"))
        stage.press(":filter 2001:db8::1")
        #expect(stage.surface.text.contains(":filter ****:***::*"))
    }

    @Test("what the terminal is asked to copy is what the screen shows")
    func copies() {
        let scene = Scene.usual
        var stage = Self.redacted(scene)
        stage.press("2yY")
        let copies = stage.effects.compactMap { if case .copy(let text) = $0 { text } else { nil } }
        #expect(copies.count == 2)
        #expect(copies[0] == "2001:db8::/32")
        for secret in Self.secrets(scene) { #expect(!copies[1].contains(secret)) }
    }

    @Test("rows that look alike are still themselves: the selection moves by one")
    func selection() {
        var stage = Self.redacted(.usual)
        stage.press("2jj")
        #expect(stage.dashboard.state.bindings.cursor == 2)
        #expect(stage.dashboard.selectedBinding?.prefix == stage.scene.answer.bindings[2].prefix)
    }
}
