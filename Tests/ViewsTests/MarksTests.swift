import Bindings
import Foundation
import Testing

@testable import Views

/// Marks that keep figures from being taken for more than they are.
struct MarksTests {
    private static func scene(_ change: (inout Scene) -> Void) -> Scene {
        var scene = Scene.usual
        change(&scene)
        return scene
    }

    @Test("state that is being loaded, that is not kept, and bindings that are not stored say so in the header")
    func keeping() throws {
        let scenes = [
            "loading": Self.scene { $0.answer.keeping = .loading(41_203) },
            "off": Self.scene { $0.answer.keeping = .off(reason: "the disk is full") },
            "noroom": Self.scene { scene in
                scene.answer.servers[0].completeness = .overLimit(since: Scene.ago(90))
                scene.answer.servers[0].dropped = 12
            },
        ]
        for (name, scene) in scenes {
            try Golden.expect(Stage(scene).surface.text, "mark-\(name)-80x24")
        }
    }

    @Test("there is a picture of every mark", arguments: Marks.all)
    func shown(entry: Marks.Entry) throws {
        // What stands behind "polled" is an age.
        let mark = entry.mark == "polled 40s ago" ? "polled " : entry.mark
        let files = try FileManager.default.contentsOfDirectory(at: Golden.folder, includingPropertiesForKeys: nil)
        let pictures = files.filter { $0.pathExtension == "txt" && !$0.lastPathComponent.hasPrefix("help-") }
        #expect(try pictures.contains { try String(contentsOf: $0, encoding: .utf8).contains(mark) })
    }

    @Test("the manual has every mark with what it means, in the same words")
    func manual() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/marks.md")
        let manual = try String(contentsOf: file, encoding: .utf8)
        for entry in Marks.all { #expect(manual.contains("| `\(entry.mark)` | \(entry.meaning) |")) }
    }

    @Test("no mark is a colour alone: without roles and in ASCII each is a word or a sign of its own")
    func plain() {
        let plain = Marks.all.map { entry in
            String(String.UnicodeScalarView(entry.mark.unicodeScalars.map(PlainGlyphs.ascii)))
        }
        #expect(Set(plain).count == plain.count)
        #expect(plain.allSatisfy { $0.unicodeScalars.allSatisfy(\.isASCII) && $0 != "?" })
    }
}
