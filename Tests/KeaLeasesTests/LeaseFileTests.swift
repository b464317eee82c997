import DHCPv6Wire
import Foundation
import Responder
import Testing

@testable import KeaLeases

/// The follower on real files, which a test changes as Kea does.
struct LeaseFileTests {
    private static let now = 1_787_313_600

    @Test("what is in the file at the start is there, and what is appended is told")
    func append() throws {
        let files = try KeaFiles()
        try files.append(1, client: 1, valid: 7200, expire: Self.now + 7200)
        var world = try World(files)
        #expect(world.held == [1: 1])
        try files.append(2, client: 2, valid: 7200, expire: Self.now + 7200)
        try files.append(1, client: 1, valid: 0, expire: Self.now, state: 3)
        world.settle()
        #expect(world.held == [2: 2])
    }

    @Test("half a line is no row until its end comes")
    func halfLine() throws {
        let files = try KeaFiles()
        var world = try World(files)
        let row = KeaFiles.row(1, client: 1, valid: 7200, expire: Self.now + 7200, state: 0)
        try files.write(String(row.prefix(30)))
        world.settle()
        #expect(world.held.isEmpty)
        try files.write(String(row.dropFirst(30)))
        world.settle()
        #expect(world.held == [1: 1])
    }

    @Test("a line that is no row is counted, told with its place, and skipped")
    func rejected() throws {
        let files = try KeaFiles()
        try files.write("nonsense\n2001:db8::7,00:03:0x,1,1,1,1,0,1,128,0,0,\u{1b}[2J,,0,,,\n\n")
        try files.append(1, client: 1, valid: 7200, expire: Self.now + 7200)
        var world = try World(files)
        #expect(world.held == [1: 1])
        #expect(
            world.rejected == [
                "\(files.path):2: 1 columns, a lease has 12 or more", "\(files.path):3: duid cannot be '00:03:0x'",
            ])
        try files.write("2001:db8::8,00:03:01,72")
        world.settle()
        #expect(world.rejected.count == 2)
        try files.rotate()
        try files.write("again\n")
        world.settle()
        #expect(
            world.rejected.suffix(2) == [
                "\(files.path):6: the last line has no end: Kea was stopped while it wrote",
                "\(files.path):2: 1 columns, a lease has 12 or more",
            ])
        #expect(world.feed.rejected.count == 4 && world.held == [1: 1])
    }

    @Test("a line without end is given up after a mebioctet, and the next one is read")
    func longLine() throws {
        let files = try KeaFiles()
        var world = try World(files)
        for _ in 0..<40 { try files.write(String(repeating: "x", count: 100_000)) }
        world.settle()
        #expect(world.rejected == ["\(files.path):2: longer than 1048576 octets"])
        try files.write("x\n")
        try files.append(1, client: 1, valid: 7200, expire: Self.now + 7200)
        try files.write("x\n")
        world.settle()
        #expect(world.held == [1: 1])
        #expect(world.rejected.suffix(1) == ["\(files.path):4: 1 columns, a lease has 12 or more"])
        #expect(world.feed.rejected.count == 2)
    }

    @Test("one cleanup between two looks: what the old file got last is read, then the new file")
    func cleanup() throws {
        let files = try KeaFiles()
        var world = try World(files)
        try files.append(1, client: 1, valid: 7200, expire: Self.now + 7200)
        try files.rotate()
        try files.append(2, client: 2, valid: 7200, expire: Self.now + 7200)
        try files.merge()
        world.settle()
        #expect(world.held == [1: 1, 2: 2])
        #expect(world.counts.cleanups == 1 && world.feed.completeReads == 1)
    }

    @Test("two cleanups between two looks swallow an end: read anew, it is told all the same")
    func twoCleanups() throws {
        let files = try KeaFiles()
        try files.append(1, client: 1, valid: 7200, expire: Self.now + 7200)
        var world = try World(files)
        try files.rotate()
        try files.append(1, client: 1, valid: 0, expire: Self.now)
        try files.merge()
        try files.rotate()
        try files.merge()
        world.settle()
        #expect(world.held.isEmpty)
        #expect(world.feed.completeReads == 2)
    }

    @Test("written anew, cut short, gone and back")
    func upheavals() throws {
        let files = try KeaFiles()
        try files.append(1, client: 1, valid: 7200, expire: Self.now + 7200)
        var world = try World(files)
        try files.writeAnew()
        try files.append(2, client: 2, valid: 7200, expire: Self.now + 7200)
        world.settle()
        #expect(world.held == [1: 1, 2: 2])
        try files.truncate()
        world.settle()
        #expect(world.held.isEmpty)
        try files.remove()
        world.settle()
        #expect(world.feed.trouble == "the lease file is gone")
        try files.comeBack()
        try files.append(3, client: 3, valid: 7200, expire: Self.now + 7200)
        world.settle()
        #expect(world.held == [3: 3] && world.feed.trouble == nil)
    }

    @Test("begun in the moment between two files, or between a file and its header, it waits for what comes")
    func betweenFiles() throws {
        let files = try KeaFiles()
        try files.append(1, client: 1, valid: 7200, expire: Self.now + 7200)
        let (path, aside) = (files.path, files.path + ".aside")
        try FileManager.default.moveItem(atPath: path, toPath: aside)
        var pauses = 0
        let world = try World(files) {
            pauses += 1
            switch pauses {
            case 2: try? Data().write(to: URL(filePath: path))
            case 4:
                try? FileManager.default.removeItem(atPath: path)
                try? FileManager.default.moveItem(atPath: aside, toPath: path)
            default: break
            }
        }
        #expect(world.held == [1: 1])
        #expect(pauses == 4)
    }

    @Test(
        "any order of rows, cleanups in any of their steps, upheavals and looks ends in what Kea has", arguments: 0..<40
    )
    func anything(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let files = try KeaFiles()
        var world = try World(files)
        for _ in 0..<300 {
            let address = Int.random(in: 1...20, using: &random)
            switch Int.random(in: 0..<40, using: &random) {
            case 0..<24: try files.append(address, client: address, valid: 7200, expire: Self.now + 7200)
            case 24..<30: try files.append(address, client: address, valid: 0, expire: Self.now, state: 3)
            case 30, 31: try files.rotate()
            case 32, 33: try files.merge(stoppingAfter: Int.random(in: 0...4, using: &random))
            case 34: try files.writeAnew()
            default: world.advance()
            }
        }
        world.settle()
        #expect(Set(world.held.keys) == Set(files.leases.keys))
        #expect(world.feed.trouble == nil)
    }

    @Test("a file that is not there, not ours to read, or not Kea's says what to do")
    func errors() throws {
        #expect(throws: LeaseFileError.self) { try KeaLeaseFeed("/nonexistent/kea-leases6.csv", subnets: [:]) }
        let files = try KeaFiles()
        let other = files.path + ".txt"
        try Data("address,hwaddr,client_id\n".utf8).write(to: URL(filePath: other))
        let failure = #expect(throws: LeaseFileError.self) { try KeaLeaseFeed(other, subnets: [:]) }
        #expect(failure == .notKeas(other))
    }

    /// A feed and who holds which address by its word.
    private struct World {
        var feed: KeaLeaseFeed
        /// Client number of the test by address number.
        var held: [Int: Int] = [:]
        private let moment = ServerMoment(uptime: 0, utc: Int64(now) * 1_000_000_000)

        /// - Parameter pause: what happens while the feed waits for its file.
        init(_ files: KeaFiles, pause: () -> Void = {}) throws {
            feed = try KeaLeaseFeed(files.path, subnets: [:], pause: pause)
            let changes = collect { feed, moment, report in feed.start(at: moment, report) }
            take(changes)
        }

        var counts: LeaseFileFollower.Counts { feed.counts }

        var rejected: [String] { feed.rejected.described.map(\.text) }

        /// As many beats as anything here may take.
        mutating func settle() {
            for _ in 0..<20 { advance() }
        }

        mutating func advance() {
            take(collect { feed, moment, report in feed.advance(to: moment, report) })
        }

        private mutating func collect(
            _ body: (inout KeaLeaseFeed, ServerMoment, (BindingChange) -> Void) -> Void
        ) -> [BindingChange] {
            var changes: [BindingChange] = []
            body(&feed, moment) { changes.append($0) }
            return changes
        }

        private mutating func take(_ changes: [BindingChange]) {
            for change in changes {
                var description = ClientDescription()
                feed.describe(change.client, into: &description)
                let client = Int(description.duid[6]) << 8 | Int(description.duid[7])
                let address = Int(change.key.prefix.address.low)
                held[address] = change.state == .ended ? nil : client
            }
        }
    }
}
