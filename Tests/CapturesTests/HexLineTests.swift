import Captures
import DHCPv6Wire
import Testing

@Suite("Hexadecimal lines")
struct HexLineTests {
    func line(_ text: String) -> HexLine { HexLine(text.utf8) }

    @Test(
        "Blank lines and comments hold nothing",
        arguments: ["", "  \t", "# 0004110a1b2c", "   # zz", "\r"])
    func nothing(text: String) {
        #expect(line(text).messages.isEmpty)
        #expect(line(text).fault == nil)
    }

    @Test(
        "A frame is read with its length or without, spaced or not, in either case, before a comment",
        arguments: ["0004110a1b2c", "00 04 11 0A 1B 2C", "110a1b2c", "  11 0a1b2c\r", "0004110a1b2c # keepalive"])
    func one(text: String) {
        #expect(line(text).messages == [[0x11, 0x0a, 0x1b, 0x2c]])
        #expect(line(text).fault == nil)
    }

    @Test("Several frames stand on a line")
    func several() {
        #expect(line("0004110a1b2c 0004 100a1b2c").messages.map(\.first) == [0x11, 0x10])
    }

    @Test("What is wrong is told, and frames before it are kept")
    func faults() {
        #expect(line("0004zz").fault == .notHexadecimal(column: 5))
        #expect(line("00041").fault == .oddDigits)
        #expect(line("0003110a1b").fault == .badFrame(WireError(.messageTooShort(announced: 3), at: 0)))
        #expect(line("0005110a1b2c").fault == .badFrame(WireError(.truncatedFrame(announced: 5, present: 4), at: 0)))
        let second = line("0004110a1b2c 0005110a1b2c")
        #expect(second.messages.count == 1)
        #expect(second.fault == .badFrame(WireError(.truncatedFrame(announced: 5, present: 4), at: 6)))
    }

    @Test("A message without length is told from a cut frame whose length looks like a type")
    func ambiguous() {
        // 0x110a octets are announced of a LEASEQUERY-DATA, 6 are there.
        let cut = line("110a 11 0a1b2c 0064")
        #expect(cut.fault == .badFrame(WireError(.truncatedFrame(announced: 0x110a, present: 6), at: 0)))
        #expect(line("110a1b2c 0064 0004 321afa40").messages.count == 1)
        // A message with a broken option, no frame by any means.
        #expect(line("110a1b2c 0064 00ff 321afa40").messages.count == 1)
    }
}
