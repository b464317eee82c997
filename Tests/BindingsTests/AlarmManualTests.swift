import Foundation
import Testing

@testable import Bindings

struct AlarmManualTests {
    @Test("the manual has each kind of alarm with the delays of the program")
    func manual() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let manual = try String(contentsOf: root.appending(path: "docs/alarms.md"), encoding: .utf8)
        let rows = manual.split(separator: "\n").filter { $0.hasPrefix("| `") }
        let rules = AlarmRule.perServer.map(\.rule) + [.ownCertificate, .notRemembered]
        #expect(Set(rules.map(\.kind)) == Set(Alarm.Kind.allCases))
        #expect(rows.count == rules.count)
        for rule in rules {
            let delays = [rule.up(AlarmSettings()), rule.down].map { "\($0.components.seconds) s" }
            let row = rows.first { $0.hasPrefix("| `\(rule.kind.rawValue)` |") }
            #expect(row?.hasSuffix("| \(delays[0]) | \(delays[1]) |") == true, "\(rule.kind)")
        }
    }
}
