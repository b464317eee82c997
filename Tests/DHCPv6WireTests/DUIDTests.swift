import DHCPv6Wire
import Testing

@Suite("DUIDs")
struct DUIDTests {
    @Test(
        "The four forms are taken apart for display",
        arguments: [
            (
                "000100012a3b4c5d00005e005301",
                DUID.Form.linkLayerAndTime(
                    hardwareType: 1, time: 0x2a3b_4c5d, address: [0, 0, 0x5e, 0, 0x53, 1])
            ),
            ("000200007ed973727631", .enterprise(number: 32_473, identifier: Array("srv1".utf8))),
            ("0003000100005e005302", .linkLayer(hardwareType: 1, address: [0, 0, 0x5e, 0, 0x53, 2])),
            (
                "00046c71746f700040008000000000000001",
                .uuid([0x6c, 0x71, 0x74, 0x6f, 0x70, 0, 0x40, 0, 0x80, 0, 0, 0, 0, 0, 0, 1])
            ),
        ])
    func forms(hex: String, form: DUID.Form) throws {
        #expect(DUID(octets: try #require([UInt8](hex: hex))).form == form)
    }

    @Test(
        "An unknown type, or a known one too short, is only octets",
        arguments: [
            "", "00", "0001", "000100012a3b4c5d", "000200007ed9", "00030001", "000400", "00ff0102030405", "000000",
        ])
    func unknown(hex: String) throws {
        let duid = DUID(octets: try #require([UInt8](hex: hex)))
        #expect(duid.form == .unknown)
        #expect(duid.linkLayerAddress == nil)
    }

    @Test("A DUID is written with colons, and only link-layer forms hint at the hardware")
    func text() {
        #expect(DUID(octets: [0, 3, 0, 1, 0xaa, 0xbb]).description == "00:03:00:01:aa:bb")
        #expect(DUID(octets: [0, 3, 0, 1, 0xaa, 0xbb]).linkLayerAddress == [0xaa, 0xbb])
        #expect(DUID(octets: [0, 2, 0, 0, 0, 1, 0xaa]).linkLayerAddress == nil)
        #expect(DUID(octets: []).description == "")
    }

    @Test("Hexadecimal text comes back as octets, and nothing else is read")
    func hexadecimal() {
        #expect([UInt8](hex: "00fFa9") == [0, 0xff, 0xa9])
        #expect([UInt8](hex: "") == [])
        for wrong in ["0", "0g", "0x", " 00", "00:01", "é0"] { #expect([UInt8](hex: wrong) == nil) }
        #expect([0, 255, 16].map { UInt8($0) }.hex == "00ff10")
    }
}
