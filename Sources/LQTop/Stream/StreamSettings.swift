import Bindings

/// Where what happens is streamed to, line by line.
struct StreamSettings: Equatable {
    /// nil: into no file.
    var file: String?
    /// Octets after which a file is put aside.
    var fileSize = 64 << 20
    /// Files kept, the one that is written included.
    var files = 8
    /// A unix socket for readers; nil: none.
    var socket: String?
    /// What is streamed of the changes; nil: all.
    var filter: Filter?

    /// In MiB.
    static let fileSizeRange = 1...1_000_000
    static let filesRange = 1...1_000
}
