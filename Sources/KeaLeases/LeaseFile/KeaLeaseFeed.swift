import DHCPv6Wire
import Glibc
import Responder

/// The leases of a Kea DHCPv6 server (2.2 to 3.x) with a memfile database on this machine: follows its lease file.
public struct KeaLeaseFeed: BindingFeed {
    private enum State {
        /// Rows may have been missed: everything has to be read anew.
        case lost
        /// Everything is being read anew, a piece at each beat; until then what was known holds.
        case readingAnew
        case following
    }

    /// Kea is between two files for a millisecond or two: who cannot begin to read so often has met something else.
    private static let mostAttempts = 100

    /// Why nothing new is being read; nil if all is well.
    public private(set) var trouble: String?
    private var follower: LeaseFileFollower
    private var table: LeaseTable
    private var state = State.lost
    /// How often everything was read; the first time included.
    private(set) var completeReads = 0
    /// How often in a row reading anew could not begin.
    private var failedAttempts = 0

    /// - Parameters:
    ///   - path: of `kea-leases6.csv`.
    ///   - subnets: Kea's, by id.
    /// - Throws: `LeaseFileError` if there is no such file, or it is none of Kea's.
    public init(_ path: String, subnets: [UInt32: IPv6Prefix]) throws(LeaseFileError) {
        try self.init(path, subnets: subnets, pause: KeaLeaseFeed.pause)
    }

    /// - Parameter pause: between two attempts to open the file, which may be renamed and not made anew at this moment,
    ///   or made and still empty.
    init(_ path: String, subnets: [UInt32: IPv6Prefix], pause: () -> Void) throws(LeaseFileError) {
        table = LeaseTable(subnets: subnets)
        for _ in 1..<KeaLeaseFeed.mostAttempts {
            if let follower = try? LeaseFileFollower(path) {
                self.follower = follower
                return
            }
            pause()
        }
        follower = try LeaseFileFollower(path)
    }

    /// From one attempt to the next while nobody is served yet.
    private static func pause() { usleep(2_000) }

    public var links: [IPv6Prefix] { table.clients.links }

    /// Reads all there is, and waits a moment for Kea if that is cleaning up.
    public mutating func start(at now: ServerMoment, _ report: (BindingChange) -> Void) {
        follower.rejected.advance(to: now.uptime)
        var attempts = 0
        while state != .following, attempts <= KeaLeaseFeed.mostAttempts {
            trouble = nil
            if state == .readingAnew { read(at: now.seconds, report) } else { beginAnew() }
            if state == .lost || trouble != nil {
                attempts += 1
                KeaLeaseFeed.pause()
            }
        }
    }

    public mutating func advance(to now: ServerMoment, _ report: (BindingChange) -> Void) {
        follower.rejected.advance(to: now.uptime)
        if state == .lost { beginAnew() } else { read(at: now.seconds, report) }
        table.expire(now: now.seconds, report)
    }

    public var rejected: RejectedInput { follower.rejected }

    /// What became of the file so far.
    var counts: LeaseFileFollower.Counts { follower.counts }

    public mutating func forget(_ client: ClientNumber) { table.forget(client) }

    public func describe(_ client: ClientNumber, into description: inout ClientDescription) {
        table.clients.describe(client, into: &description)
    }
}

extension KeaLeaseFeed {
    /// One attempt: a cleanup that goes on at this moment is over at the next beat.
    private mutating func beginAnew() {
        state = .lost
        do throws(LeaseFileError) {
            switch try follower.beginAnew() {
            case .more, .end:
                table.beginAnew()
                state = .readingAnew
                failedAttempts = 0
            case .missing: trouble = "the lease file is gone"
            case .lost:
                failedAttempts += 1
                if failedAttempts > KeaLeaseFeed.mostAttempts {
                    trouble = "the lease file and those beside it are others at every look"
                }
            }
        } catch {
            trouble = "\(error)"
        }
    }

    private mutating func read(at now: Int64, _ report: (BindingChange) -> Void) {
        do throws(LeaseFileError) {
            switch try follower.read({ table.take($0, now: now, report) }) {
            case .more: break
            case .end: reachedEnd(at: now, report)
            case .lost: beginAnew()
            case .missing: trouble = "the lease file is gone"
            }
        } catch {
            trouble = "\(error)"
        }
    }

    private mutating func reachedEnd(at now: Int64, _ report: (BindingChange) -> Void) {
        trouble = nil
        guard state == .readingAnew else { return }
        table.completeAnew(report)
        completeReads += 1
        state = .following
    }
}
