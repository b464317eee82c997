import DHCPv6Wire
import Foundation

/// The lease files of a Kea in a folder of their own: appended to, cleaned up and written anew as Kea does it.
final class KeaFiles {
    private let folder: URL
    private var handle: FileHandle?
    /// What Kea would say it has leased: the last row of each address, if it does not delete.
    private(set) var leases: [Int: String] = [:]

    static let header = """
        address,duid,valid_lifetime,expire,subnet_id,pref_lifetime,lease_type,iaid,prefix_len,fqdn_fwd,fqdn_rev,\
        hostname,hwaddr,state,user_context,hwtype,hwaddr_source,pool_id

        """

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "kea-files-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        try startFile()
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    var path: String { file("").path }

    private func file(_ suffix: String) -> URL { folder.appending(path: "kea-leases6.csv" + suffix) }

    private func exists(_ suffix: String) -> Bool { FileManager.default.fileExists(atPath: file(suffix).path) }

    private func startFile() throws {
        try Data(Self.header.utf8).write(to: file(""))
        handle = try FileHandle(forWritingTo: file(""))
        try handle?.seekToEnd()
    }

    /// A lease of address number `address` until `expire`; `valid` 0 deletes it.
    func append(_ address: Int, client: Int, valid: Int, expire: Int, state: Int = 0) throws {
        let row = Self.row(address, client: client, valid: valid, expire: expire, state: state)
        leases[address] = valid == 0 ? nil : row
        try write(row)
    }

    func write(_ text: String) throws { try handle?.write(contentsOf: Data(text.utf8)) }

    static func row(_ address: Int, client: Int, valid: Int, expire: Int, state: Int) -> String {
        let duid = String(format: "00:03:00:01:02:00:%02x:%02x", client >> 8, client & 255)
        return "2001:db8::\(String(address, radix: 16)),\(duid),\(valid),\(expire),1,3600,0,1,128,0,0,,,\(state),,,,0\n"
    }

    /// The first half of a cleanup: the file is set aside unless one is already, and a new one begun.
    func rotate() throws {
        guard !exists(".1"), !exists(".completed") else { return }
        try handle?.close()
        try FileManager.default.moveItem(at: file(""), to: file(".1"))
        try startFile()
    }

    /// The second half: what was set aside is merged, deleted leases left out, in the steps of the real one. A merge
    /// that was interrupted is brought to its end.
    func merge(stoppingAfter steps: Int = 4) throws {
        if !exists(".completed") {
            guard exists(".1") else { return }
            try writeMerged()
        }
        for (step, suffix) in [".2", ".1"].enumerated() where exists(suffix) && steps > step {
            try FileManager.default.removeItem(at: file(suffix))
        }
        if steps > 2 { try FileManager.default.moveItem(at: file(".completed"), to: file(".2")) }
    }

    private func writeMerged() throws {
        var merged: [Substring: Substring] = [:]
        for suffix in [".2", ".1"] where exists(suffix) {
            for row in try String(contentsOf: file(suffix), encoding: .utf8).split(separator: "\n").dropFirst() {
                let columns = row.split(separator: ",", omittingEmptySubsequences: false)
                merged[columns[0]] = columns[2] == "0" ? nil : row
            }
        }
        let text = Self.header + merged.values.map { $0 + "\n" }.joined()
        try Data(text.utf8).write(to: file(".output"))
        try FileManager.default.moveItem(at: file(".output"), to: file(".completed"))
    }

    /// `lease6-write`: the old file gets another name, and the new one holds all there is. Only if no cleanup left
    /// anything: else what was deleted since stands in its files and nowhere as deleted, and comes back whenever all
    /// files are read, in Kea as well.
    func writeAnew() throws {
        guard !exists(".1"), !exists(".2"), !exists(".completed") else { return }
        try handle?.close()
        try FileManager.default.moveItem(at: file(""), to: file(".bak\(Int.random(in: 0..<1_000_000))"))
        try Data((Self.header + leases.values.joined()).utf8).write(to: file(""))
        handle = try FileHandle(forWritingTo: file(""))
        try handle?.seekToEnd()
    }

    /// Cut short in place: nothing of Kea's does that.
    func truncate() throws {
        leases = [:]
        try handle?.truncate(atOffset: UInt64(Self.header.utf8.count))
        try handle?.seekToEnd()
    }

    func remove() throws {
        try handle?.close()
        try FileManager.default.removeItem(at: file(""))
    }

    func comeBack() throws { try startFile() }
}
