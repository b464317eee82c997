import ArgumentParser
import Captures
import Exports
import Glibc
import Settings

/// `lqtop decode`: octets in, JSON out; needs no configuration, server or terminal.
struct DecodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decode",
        abstract: "Show DHCPv6 leasequery messages as JSON, one object a line.",
        discussion: """
            Reads hexadecimal text or a packet capture (pcap, pcapng) and tells them apart. Text holds a message or \
            several on a line, with or without the two octets of length before each; '#' begins a comment. From a \
            capture the TCP connections are put together first; what is missing in it is reported. With --redact, or \
            [redaction] in the configuration, the first object says how the others are redacted.

            Exit status: 0 if all was decoded, 1 if something was not, 2 if the file cannot be read.
            """)

    @Argument(help: "File to read; standard input if left out or '-'.")
    var file = "-"

    @Option(help: "TCP port of leasequery in a capture; repeat it for several.")
    var port: [UInt16] = [547]

    @Flag(help: "Write each object over several lines.")
    var indent = false

    @Option(help: "Configuration file, for [redaction].")
    var config: String?

    @OptionGroup var redaction: RedactionOptions

    func run() throws {
        let configuration = try withUsableSettings { () throws(ConfigurationError) in
            var configuration = try ConfigurationFile.load(config)
            try redaction.apply(to: &configuration)
            return configuration
        }
        var listing = MessageListing(indent ? .indented : .compact, redactor: configuration.redactor)
        do throws(FileError) {
            let input = try InputFile(file)
            let beginning = try input.read(atLeast: Capture.signatureLength)
            if Capture.begins(with: beginning) {
                try decodeCapture(beginning + input.readToEnd(), &listing)
            } else {
                try decodeText(beginning, input, &listing)
            }
        } catch {
            StandardError.print("\(error)")
            throw ExitCode.usage
        }
        if listing.hasFaults { throw ExitCode(1) }
    }

    private func decodeCapture(_ octets: [UInt8], _ listing: inout MessageListing) throws(FileError) {
        do throws(CaptureError) {
            let capture = try Capture(octets, ports: Set(port))
            listing.add(capture)
            if capture.messages.isEmpty {
                let ports = port.map { "\($0)" }.joined(separator: ", ")
                StandardError.print("no leasequery on port \(ports) in \(capture.packetCount) packets: try --port")
            }
        } catch {
            throw FileError(operation: "read", path: file, reason: "\(error)")
        }
        try StandardOutput.write(listing.take())
    }

    /// Line by line as they come, so that it can stand in a pipe behind something that goes on.
    private func decodeText(
        _ beginning: [UInt8], _ input: InputFile, _ listing: inout MessageListing
    ) throws(FileError) {
        var text = beginning
        var number = 0
        var isAtEnd = false
        while !isAtEnd {
            var lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            let unfinished = lines.popLast() ?? []
            for line in lines {
                number += 1
                listing.add(line: line, number: number)
            }
            try StandardOutput.write(listing.take())
            let more = try input.read(atLeast: 1)
            isAtEnd = more.isEmpty
            text = unfinished + more
        }
        listing.add(line: text, number: number + 1)
        try StandardOutput.write(listing.take())
    }
}
