import Bindings
import Glibc
import Views

// What a frame costs once the store has answered: the picture, and getting it to a terminal.
extension LQBenchCommand {
    private static let size = Size(columns: 200, rows: 60)

    static func repaint(_ corpus: Corpus, rounds: Int) throws(BenchmarkError) -> String {
        var store = emptyStore()
        _ = try fill(&store, from: corpus, at: moment)
        setenv("LC_ALL", "C.UTF-8", 1)
        let terminal = try PseudoTerminal(size)
        var screen: CursesScreen
        do throws(TerminalError) {
            screen = try CursesScreen(device: terminal.device, type: "xterm-256color", wantsColour: true)
        } catch {
            throw .noTerminal(error)
        }
        var lines = ["microseconds CPU a frame of \(size.columns)x\(size.rows): least and middle of \(rounds)"]
        var pages: [Surface] = []
        for (key, name) in [("1", "servers"), ("2", "bindings"), ("3", "changes")] as [(Unicode.Scalar, String)] {
            var dashboard = Dashboard()
            dashboard.resize(to: size)
            _ = dashboard.press(.character(key), at: moment)
            ask(store, for: &dashboard)
            lines.append(
                try measure("picture of \(name)", rounds: rounds) { _ in _ = dashboard.render(now: moment) })
            guard key == "2" else { continue }
            pages.append(dashboard.render(now: moment))
            // The first one only moves the selection down.
            for _ in 0..<2 { _ = dashboard.press(.pageDown, at: moment) }
            ask(store, for: &dashboard)
            pages.append(dashboard.render(now: moment))
        }
        lines.append(
            try measure("terminal, all bindings anew", rounds: rounds) { _ in
                screen.repaint()
                screen.present(pages[0])
            })
        lines.append(
            try measure("terminal, next page of bindings", rounds: rounds) { round in
                screen.present(pages[(round + 1) % 2])
            })
        screen.present(pages[0])
        lines.append(try measure("terminal, nothing new", rounds: rounds) { _ in screen.present(pages[0]) })
        return lines.joined(separator: "\n")
    }

    private static func ask(_ store: BindingStore, for dashboard: inout Dashboard) {
        let question = dashboard.question()
        dashboard.accept(store.screenful(question, at: moment), to: question, at: moment)
    }

    private static func measure(
        _ name: String, rounds: Int, _ frame: (Int) -> Void
    ) throws(BenchmarkError) -> String {
        var watch = Stopwatch()
        for round in 0..<rounds { try watch.time { () throws(BenchmarkError) in frame(round) } }
        let sorted = watch.cpu.sorted().map { String($0 / 1000) }
        return [sorted[0], sorted[rounds / 2]].map { String(repeating: " ", count: max(0, 8 - $0.count)) + $0 }.joined()
            + "  \(name)"
    }
}

/// A terminal that takes everything and shows nothing.
private struct PseudoTerminal: ~Copyable {
    let device: String
    private let slave: Int32

    init(_ size: Size) throws(BenchmarkError) {
        var (master, slave): (Int32, Int32) = (0, 0)
        var window = winsize(
            ws_row: UInt16(size.rows), ws_col: UInt16(size.columns), ws_xpixel: 0, ws_ypixel: 0)
        guard openpty(&master, &slave, nil, nil, &window) == 0, let name = ttyname(slave) else {
            throw .noTerminal(.failed(operation: "openpty", reason: String(cString: strerror(errno))))
        }
        device = String(cString: name)
        self.slave = slave
        // Its time counts too: reading is a small part of what a terminal does.
        var thread = pthread_t()
        pthread_create(&thread, nil, drain, UnsafeMutableRawPointer(bitPattern: Int(master)))
        pthread_detach(thread)
    }

    deinit { close(slave) }
}

/// Reads until the other side is closed.
private func drain(_ master: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while read(Int32(Int(bitPattern: master)), &buffer, buffer.count) > 0 {}
    return nil
}
