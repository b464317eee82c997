import DHCPv6Wire
import Exports
import Foundation
import Testing

@Suite("Messages as JSON")
struct MessageDocumentTests {
    /// The object, and what `write` returned.
    func document(_ hex: String) throws -> (text: String, error: WireError?) {
        let message = try #require([UInt8](hex: hex.filter { !$0.isWhitespace }))
        var json = JSONWriter()
        var error: WireError?
        json.object { error = MessageDocument(message).write(to: &$0) }
        _ = try JSONSerialization.jsonObject(with: Data(json.text.utf8))
        return (json.text, error)
    }

    func expect(_ hex: String, contains parts: String...) throws {
        let (text, error) = try document(hex)
        #expect(error == nil)
        for part in parts { #expect(text.contains(part), "\(text)") }
    }

    @Test("A keepalive is a type, a transaction and a time")
    func keepalive() throws {
        let (text, error) = try document("110a1b2c 0064 0004 321afa40")
        #expect(error == nil)
        #expect(
            text == #"{"type":"LEASEQUERY-DATA","message-type":17,"xid":"0a1b2c","octets":12,"options":[{"#
                + #""option":"LQ_BASE_TIME","code":100,"offset":4,"seconds":840628800,"utc":"2026-08-21T12:00:00Z"}]}"#)
    }

    @Test("Options are shown in their natural form, at their offsets")
    func options() throws {
        try expect(
            "0f0a1b2c 0002000a000200007ed973727631 000d0003000141",
            contains: #""offset":4,"duid":"00:02:00:00:7e:d9:73:72:76:31","duid-type":"EN","enterprise":32473"#,
            #""text":"srv1""#, #""offset":18,"status":"UnspecFail","status-code":1,"text":"A""#)
    }

    @Test("A client with an address, a prefix and times")
    func clientData() throws {
        try expect(
            """
            110a1b2c 002d0053 0001000e000100012a3b4c5d00005e005301 002e000400000258
            00050018 20010db800010000000000000000abcd 00000960 00000bb8
            001a0019 ffffffff ffffffff 38 20010db80f0000000000000000000000
            """,
            contains: #""duid-type":"LLT","hardware-type":1,"time":"#, #""seconds":600"#,
            #""address":"2001:db8:1::abcd","preferred-lft":2400,"valid-lft":3000"#,
            #""offset":62,"prefix":"2001:db8:f00::/56","preferred-lft":4294967295,"valid-lft":4294967295"#)
    }

    @Test("Name, hardware, vendor and association options are opened")
    func rareOptions() throws {
        let options = [
            RawOption(.clientFQDN, [1, 4] + Array("host".utf8)),
            RawOption(LinkLayerAddress(hardwareType: 1, address: [0, 0, 0x5e, 0, 0x53, 1])),
            RawOption(VendorOptions(enterprise: 32_473, options: [RawOption(OptionCode(rawValue: 7), [0xab, 0x41])])),
            RawOption(.iaTA, [0, 0, 0, 8]), RawOption(ClientLinks([.unspecified])),
            RawOption(.iaNA, [0, 0, 0, 7, 0, 0, 1, 44, 0, 0, 1, 224]),
        ]
        let message = OwnedMessage(.leasequeryData, transactionID: 1, options: [RawOption(ClientData(options))])
        try expect(
            message.encoded().hex, contains: #""flags":1,"name":"host""#,
            #""hardware-type":1,"link-layer-address":"00:00:5e:00:53:01""#,
            #""enterprise":32473,"sub-options":[{"code":7,"hex":"ab41","text":null}]"#, #""iaid":8,"options":[]"#,
            #""links":["::"]"#, #""iaid":7,"t1":300,"t2":480,"options":[]"#)
    }

    @Test("V-05: an unknown option is hexadecimal and harms nothing")
    func unknown() throws {
        try expect(
            "110a1b2c fde90003010203", contains: #""option":"option 65001","code":65001,"offset":4,"hex":"010203""#)
    }

    @Test("V-27: text from the wire is escaped")
    func escaped() throws {
        try expect("100a1b2c 000d0006 000b 1b5b4a0a", contains: #""text":"\\x1b[J\\x0a""#)
    }

    @Test("V-03: a broken message shows what can be read, what is wrong and all octets")
    func broken() throws {
        let (text, error) = try document("110a1b2c 0064 0004 321afa40 0000")
        #expect(error == WireError(.leftoverOctets(2), at: 12))
        #expect(text.contains(#""seconds":840628800"#))
        #expect(text.contains(#""error":{"offset":12,"option":null,"rule":"V-03","#))
        #expect(text.hasSuffix(#""hex":"110a1b2c00640004321afa400000"}"#))
    }

    @Test("V-03: a container broken inside makes the whole message broken, with the place in the message")
    func brokenInside() throws {
        let (text, error) = try document("110a1b2c 002d0006 002e00080000 0064 0004 321afa40")
        #expect(
            error == WireError(.optionOverrun(announced: 8, present: 2), at: 8, in: .clientLastTransactionTime))
        #expect(text.contains(#""seconds":840628800"#))
    }

    @Test("V-04: an option of impossible length has its error and leaves the message sound")
    func ignoredOption() throws {
        try expect(
            "110a1b2c 0064 0003 321afa",
            contains: #""error":{"offset":4,"option":"LQ_BASE_TIME","rule":"V-04","#, #""hex":"321afa""#)
    }

    @Test("V-01: fewer than four octets are no message")
    func tooShort() throws {
        #expect(try document("110a1b").error == WireError(.messageTooShort(announced: 3), at: 0))
    }

    @Test("A broken chain of relays is shown as far as it goes, its fault at its place in the message")
    func relays() throws {
        let relay = "0c00 20010db8000100000000000000000001 fe800000000000000000000000000001"
        try expect(
            "110a1b2c 002d003a 002f0036 20010db8ffff00000000000000000002 \(relay) 0012ffff",
            contains: #""peer":"2001:db8:ffff::2","client-link":"2001:db8:1::1""#,
            #""error":{"offset":62,"option":"INTERFACE_ID","rule":"V-03""#)
    }

    @Test("Containers nested without end are cut off")
    func nested() throws {
        var option = RawOption(.clientData, [])
        for _ in 0..<1000 { option = RawOption(ClientData([option])) }
        let message = OwnedMessage(.leasequeryData, transactionID: 1, options: [option]).encoded()
        var json = JSONWriter()
        json.object { _ = MessageDocument(message).write(to: &$0) }
        _ = try JSONSerialization.jsonObject(with: Data(json.text.utf8))
    }
}
