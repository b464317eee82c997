import Glibc

/// A file descriptor that remembers its first failure: whoever produces rows cannot be stopped in the middle.
struct OutputDescriptor {
    let descriptor: Int32
    private let path: String
    private var failure: SnapshotError?

    /// - Parameter path: for the error.
    init(_ descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    /// Does nothing after a failure.
    mutating func write(_ octets: [UInt8]) {
        var rest = octets[...]
        while !rest.isEmpty, failure == nil {
            let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written >= 0 {
                rest = rest.dropFirst(written)
            } else if errno != EINTR {
                failure = .system("write", path)
            }
        }
    }

    /// - Throws: the first failure.
    func check() throws(SnapshotError) {
        if let failure { throw failure }
    }
}
