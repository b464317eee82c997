import Foundation
import Testing

/// The Kea that the environment names, as `scripts/kea-peer up` tells of it; `scripts/test-peers` sets that.
struct KeaPeer {
    let name: String
    let version: String
    let controlSocket: String
    let leaseFile: String
    let configuration: String
    let links: [String]
    /// Where it has Bulk Leasequery, if it has.
    let endpoint: String?
    /// Set if it has the HA hook.
    let availability: Availability?

    struct Availability {
        var keaURL: String
        /// Where it expects its backup.
        var backupURL: String
        /// With HTTPS: a folder of certificates, and what Kea and its backup send each other, `user:password`.
        var protection: (certificates: String, password: String)?
    }

    static let needed: Comment = "no such Kea: make test-peers brings some up"

    static let current: KeaPeer? = {
        let environment = ProcessInfo.processInfo.environment
        func fact(_ name: String) -> String? { environment["KEA_PEER_\(name)"] }
        guard let name = fact("NAME"), let version = fact("VERSION"), let socket = fact("CTL"),
            let leaseFile = fact("LEASES"), let configuration = fact("CONFIG"), let links = fact("LINKS")
        else { return nil }
        var availability: Availability?
        if let kea = fact("HA_URL"), let backup = fact("HA_BACKUP") {
            availability = Availability(keaURL: kea, backupURL: backup)
            if let certificates = fact("HA_TLS"), let password = fact("HA_PASSWORD") {
                availability?.protection = (certificates, password)
            }
        }
        return KeaPeer(
            name: name, version: version, controlSocket: socket, leaseFile: leaseFile, configuration: configuration,
            links: links.split(separator: " ").map(String.init), endpoint: fact("PORT").map { "[::1]:\($0)" },
            availability: availability)
    }()

    /// How many leases it has that are held by a client.
    func heldLeases(in subnet: Int? = nil) throws -> Int {
        let answer = try tell("lease6-get-all")
        let leases = (answer["arguments"] as? [String: Any])?["leases"] as? [[String: Any]] ?? []
        return leases.count { lease in
            lease["state"] as? Int == 0 && (subnet == nil || lease["subnet-id"] as? Int == subnet)
        }
    }

    /// Has it read its configuration anew: again and again, since Kea does not read its leases during a cleanup.
    func reload() throws {
        try KeaTests.wait("a reload of the configuration") { try ask("config-reload").result == 0 }
    }

    /// A command for its control channel; fails unless the result is 0, or 3 for what is not there.
    @discardableResult
    func tell(_ command: String, _ arguments: [String: Any]? = nil) throws -> [String: Any] {
        let (result, answer) = try ask(command, arguments)
        try #require([0, 3].contains(result), "\(command): \(answer["text"] ?? "")")
        return answer
    }

    private func ask(
        _ command: String, _ arguments: [String: Any]? = nil
    ) throws -> (result: Int, answer: [String: Any]) {
        var words = ["tell", name, command]
        if let arguments {
            words.append(String(decoding: try JSONSerialization.data(withJSONObject: arguments), as: UTF8.self))
        }
        let output = try run(words).output
        let answer = try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
        return (try #require(answer["result"] as? Int), answer)
    }

    /// Adds leases to a subnet as an administrator does, with addresses that end in e00 and on.
    func add(_ numbers: Range<Int>, to subnet: Int) throws {
        for (number, address) in addresses(numbers, of: subnet) {
            let duid = "00:03:00:01:02:00:00:00:00:\(number)"
            try tell("lease6-add", ["subnet-id": subnet, "ip-address": address, "duid": duid, "iaid": 7])
        }
    }

    func delete(_ numbers: Range<Int>, from subnet: Int) throws {
        for (_, address) in addresses(numbers, of: subnet) { try tell("lease6-del", ["ip-address": address]) }
    }

    private func addresses(_ numbers: Range<Int>, of subnet: Int) -> [(number: String, address: String)] {
        numbers.map { number in
            let digits = (number < 16 ? "0" : "") + String(number, radix: 16)
            return (digits, "\(links[subnet - 1])e\(digits)")
        }
    }

    /// Kills it and starts it again.
    func restart() throws { try run(["restart", name]) }

    /// perfdhcp with new clients that ask for an address and a prefix each, and renew and release meanwhile.
    func startPerfDHCP(clients: Int, rate: Int, in folder: TestFolder) throws -> pid_t {
        let options = [
            "-n", "\(clients)", "-R", "\(clients)", "-r", "\(rate)", "-f", "\(rate / 3)", "-F", "\(rate / 3)", "-W",
            "1000000",
        ]
        return try Programs.start(
            KeaPeer.script("kea-peer"),
            ["clients", name, "perfdhcp", "-6", "-l", "@IF", "-e", "address-and-prefix"] + options, in: folder)
    }

    /// Clients behind relays ask for an address and a prefix each; `operate` names them by the same file.
    func assign(_ clients: Range<Int>, subnet: Int, in file: String) throws {
        try relayed(subnet, ["assign", file, "\(clients.lowerBound)", "\(clients.count)"])
    }

    /// - Parameter operation: renew, release or decline.
    func operate(_ operation: String, subnet: Int, in file: String) throws { try relayed(subnet, [operation, file]) }

    private func relayed(_ subnet: Int, _ words: [String]) throws {
        try run(
            ["clients", name, "python3", KeaPeer.script("dhcp6-clients.py"), "@IF", "\(links[subnet - 1])1"] + words)
    }

    /// Compares an export with what this Kea says that it has leased.
    func compare(_ export: String) throws -> Programs.Result {
        try Programs.run("/usr/bin/env", ["python3", KeaPeer.script("kea-compare.py"), export, controlSocket])
    }

    /// Says which of the checks was made, with its figures, to who started them.
    func report(_ line: String) throws {
        guard let path = ProcessInfo.processInfo.environment["KEA_PEER_REPORT"] else { return }
        let report = try #require(FileHandle(forWritingAtPath: path))
        try report.seekToEnd()
        try report.write(contentsOf: Data("\(line)\n".utf8))
        try report.close()
    }

    @discardableResult
    private func run(_ words: [String]) throws -> Programs.Result {
        let result = try Programs.run(KeaPeer.script("kea-peer"), words)
        try #require(result.status == 0, "kea-peer \(words): \(result.output)\(result.errors)")
        return result
    }

    private static func script(_ name: String) -> String {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "scripts/\(name)").path
    }
}
