import Glibc

/// Counts how often a name was made anew in its directory (inotify).
final class DirectoryWatch: Sendable {
    /// What happened since the last look.
    struct News: Equatable {
        var made = 0
        /// More happened than the system kept: the count is too low.
        var hasOverflowed = false
    }

    private let descriptor: Int32
    private let name: [UInt8]

    init(_ path: String) throws(SystemFailure) {
        let slash = path.lastIndex(of: "/")
        let directory = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        name = Array((slash.map { path[path.index(after: $0)...] } ?? path[...]).utf8)
        descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        guard descriptor >= 0 else { throw SystemFailure("inotify_init1") }
        // Whole already: if this throws, `deinit` closes.
        guard inotify_add_watch(descriptor, directory, UInt32(IN_CREATE | IN_MOVED_TO)) >= 0 else {
            throw SystemFailure("watch", directory)
        }
    }

    deinit { close(descriptor) }

    /// Adds what happened since the last time to `news`.
    func look(_ news: inout News) {
        var events = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = events.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            take(events[..<count], &news)
        }
    }

    private func take(_ events: ArraySlice<UInt8>, _ news: inout News) {
        var rest = events
        let headerLength = MemoryLayout<inotify_event>.size
        while rest.count >= headerLength {
            let event = rest.withUnsafeBytes { $0.loadUnaligned(as: inotify_event.self) }
            let named = rest.dropFirst(headerLength).prefix(Int(event.len))
            if event.mask & UInt32(IN_Q_OVERFLOW) != 0 { news.hasOverflowed = true }
            if named.prefix(while: { $0 != 0 }).elementsEqual(name) { news.made += 1 }
            rest = rest.dropFirst(headerLength + named.count)
        }
    }
}
