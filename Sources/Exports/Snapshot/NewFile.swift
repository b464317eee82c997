import Glibc

/// A file that is there under its name as a whole, or not at all: readable by its owner only, because it says who is
/// where.
///
/// Until it is published it has no name where the file system can do that (O_TMPFILE), so that nothing is left behind
/// even if the process is killed; elsewhere it has one that ends with `.part`.
struct NewFile: ~Copyable {
    private let path: String
    /// To be written to.
    var output: OutputDescriptor
    /// To be removed at the end.
    private var temporary: String?

    /// O_TMPFILE of `<asm-generic/fcntl.h>`, which Swift does not show.
    private static let withoutName: Int32 = 0o20000000 | O_DIRECTORY

    init(_ path: String) throws(SnapshotError) {
        self.path = path
        var descriptor = open(NewFile.folder(of: path), O_WRONLY | NewFile.withoutName | O_CLOEXEC, 0o600)
        var temporary: String?
        if descriptor < 0, errno == EOPNOTSUPP || errno == EISDIR {
            let name = NewFile.temporaryName(path)
            descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            temporary = name
        }
        guard descriptor >= 0 else { throw .system("create", path) }
        output = OutputDescriptor(descriptor, path: path)
        self.temporary = temporary
    }

    deinit {
        close(output.descriptor)
        if let temporary { unlink(temporary) }
    }

    /// Gives the file its name when all of it is on the disk.
    ///
    /// - Parameter overwrite: replace a file of that name.
    consuming func publish(overwrite: Bool) throws(SnapshotError) {
        try output.check()
        guard fsync(output.descriptor) == 0 else { throw .system("sync", path) }
        if overwrite {
            if temporary == nil {
                let name = NewFile.temporaryName(path)
                guard link(as: name) == 0 else { throw .system("write", path) }
                temporary = name
            }
            guard rename(temporary ?? path, path) == 0 else { throw .system("write", path) }
            temporary = nil
        } else {
            // Unlike `rename`, `link` refuses a name that is taken.
            guard link(as: path) == 0 else { throw errno == EEXIST ? .exists(path) : .system("write", path) }
        }
        try NewFile.syncFolder(of: path)
    }

    private func link(as name: String) -> Int32 {
        if let temporary { return Glibc.link(temporary, name) }
        return linkat(AT_FDCWD, "/proc/self/fd/\(output.descriptor)", AT_FDCWD, name, AT_SYMLINK_FOLLOW)
    }

    /// The name of a file is on the disk when its folder is.
    private static func syncFolder(of path: String) throws(SnapshotError) {
        let descriptor = open(folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("sync the folder of", path) }
        defer { close(descriptor) }
        // EINVAL: a file system that has nothing to sync there.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw .system("sync the folder of", path) }
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func temporaryName(_ path: String) -> String {
        "\(path).\(String(UInt32.random(in: 0...UInt32.max), radix: 16)).part"
    }
}
