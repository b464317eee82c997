import Testing

@testable import Bindings

@Suite struct TextSearchTests {
    @Test(arguments: ["cpe7", "a.b", "7.", "x"]) func `what lies anywhere in the octets may be found there`(
        text: String
    ) {
        let search = TextSearch(FilterText(text))
        for count in text.utf8.count...120 {
            for place in 0...count - text.utf8.count {
                var octets = [UInt8](repeating: 0xee, count: count)
                octets.replaceSubrange(place..<place + text.utf8.count, with: text.uppercased().utf8)
                let isPossible = search.mayBeFound(in: octets.span.bytes)
                #expect(isPossible, "\(text) at \(place) of \(count)")
            }
        }
    }

    @Test func `what does not lie in many octets is ruled out`() {
        let search = TextSearch(FilterText("cpe7"))
        for count in 33...120 {
            // Both octets, never one after the other.
            let octets = (0..<count).map { [UInt8(ascii: "7"), UInt8(ascii: "e"), 0][$0 % 3] }
            let isPossible = search.mayBeFound(in: octets.span.bytes)
            #expect(!isPossible, "in \(count)")
        }
    }
}
