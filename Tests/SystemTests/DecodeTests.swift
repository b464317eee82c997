import Foundation
import Testing

@Suite("lqtop decode, run")
struct DecodeTests {
    func decode(_ arguments: String..., input: String = "") throws -> Programs.Result {
        try Programs.run(Programs.path("lqtop"), ["decode"] + arguments, input: input)
    }

    @Test("Lines from standard input come out as objects, and status 0 says that all was decoded")
    func lines() throws {
        let result = try decode(input: "# keepalive\n0004110a1b2c\n\n0004100a1b2c")
        #expect(result.status == 0)
        #expect(
            result.output == """
                {"line":2,"type":"LEASEQUERY-DATA","message-type":17,"xid":"0a1b2c","octets":4,"options":[]}
                {"line":4,"type":"LEASEQUERY-DONE","message-type":16,"xid":"0a1b2c","octets":4,"options":[]}

                """)
        #expect(result.errors.isEmpty)
    }

    @Test("Status 1 says that something was not decoded, and the rest was")
    func faults() throws {
        let result = try decode("-", input: "what?\n0004110a1b2c\n")
        #expect(result.status == 1)
        #expect(result.output.split(separator: "\n").count == 2)
    }

    @Test("A capture is told from text by how it begins")
    func capture() throws {
        let capture = SourceTree.root.appending(path: "Tests/CapturesTests/Fixtures/kea-bulk.pcap").path
        let result = try decode("--port", "15470", capture)
        #expect(result.status == 0)
        #expect(result.output.split(separator: "\n").count == 34)
        let other = try decode(capture)
        #expect(other.status == 0 && other.output.isEmpty)
        #expect(other.errors.contains("try --port"))
    }

    @Test("Status 2 says that the file or the options cannot be used")
    func usage() throws {
        let missing = try decode("no such file")
        #expect(missing.status == 2)
        #expect(missing.errors.contains("cannot open no such file: No such file or directory"))
        #expect(try decode("--port", "65536").status == 2)
    }
}
