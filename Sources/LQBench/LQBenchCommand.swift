import Bindings
import DHCPv6Wire
import Glibc
import Views

/// Measures the product's own decoder, store, screens and server. See Benchmarks/README.md.
@main
struct LQBenchCommand {
    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.count == 3, let name = arguments.first, let rounds = Int(arguments[2]), rounds > 0,
            let mode = Mode(rawValue: arguments[3])
        else {
            fail(
                "usage: lqbench FILE|synthetic:MESSAGES|relayed:MESSAGES ROUNDS \(Mode.allCases.map(\.rawValue).joined(separator: "|"))",
                status: 2)
        }
        do throws(BenchmarkError) {
            let corpus = try Corpus(named: name)
            print(try run(mode, corpus, rounds: rounds))
        } catch {
            fail("lqbench: \(error)", status: 1)
        }
    }

    enum Mode: String, CaseIterable {
        /// Every message to values, nothing kept.
        case decode
        /// Decode, batch, and store from empty.
        case apply
        /// The whole stream again into the full store.
        case update
        /// The same, from each of two partners by turns.
        case partners
        /// A screenful of the full store, for each order.
        case sort
        /// A screenful of the full store through each sort of filter.
        case filter
        /// What a key that searches or filters waits for the full store, and a feed for its turn meanwhile.
        case search
        /// A snapshot of everything in each format, and what a feed waits for meanwhile.
        case export
        /// The picture of a full table, and getting it to a terminal.
        case repaint
        /// The clock skew estimator alone, whatever the corpus.
        case skew
        /// The reference server, whatever the corpus.
        case serve
    }

    private static func run(_ mode: Mode, _ corpus: Corpus, rounds: Int) throws(BenchmarkError) -> String {
        switch mode {
        case .decode: try decode(corpus, rounds: rounds)
        case .apply: try apply(corpus, rounds: rounds, isStoreKept: false)
        case .update: try apply(corpus, rounds: rounds, isStoreKept: true)
        case .partners: try partners(corpus, rounds: rounds)
        case .sort: try sort(corpus, rounds: rounds)
        case .filter: try filter(corpus, rounds: rounds)
        case .search: try search(corpus, rounds: rounds)
        case .export: try export(corpus, rounds: rounds)
        case .repaint: try repaint(corpus, rounds: rounds)
        case .skew: try skew(rounds: rounds)
        case .serve: try serve()
        }
    }

    private static func fail(_ message: String, status: Int32) -> Never {
        var line = message + "\n"
        line.withUTF8 { _ = write(2, $0.baseAddress, $0.count) }
        exit(status)
    }
}

enum BenchmarkError: Error, CustomStringConvertible {
    case unreadable(path: String, errno: Int32)
    case badMessage(at: Int, WireError)
    case cutOff(at: Int)
    case empty
    case tooLong(MessageTooLong)
    case noTerminal(TerminalError)
    case socket(String, errno: Int32)
    case server(String)

    var description: String {
        switch self {
        case .unreadable(let path, let errno): "cannot read \(path): \(String(cString: strerror(errno)))"
        case .badMessage(let at, let error): "octet \(at) of the corpus: \(error)"
        case .cutOff(let at): "the corpus ends inside the message at octet \(at)"
        case .tooLong(let error): "a message of \(error.count) octets cannot be framed"
        case .noTerminal(let error): "\(error)"
        case .socket(let what, let errno): "\(what): \(String(cString: strerror(errno)))"
        case .server(let what): "server: \(what)"
        case .empty: "the corpus says nothing about bindings"
        }
    }
}
