import Glibc

/// A folder of one test; gone with the value.
final class TestFolder {
    let path: String

    init() {
        var template = Array("/tmp/lqtop-state-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { preconditionFailure("no folder in /tmp") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        for name in names { unlink(file(name)) }
        rmdir(path)
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    var names: [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    func contents(of name: String) -> [UInt8] {
        let descriptor = open(file(name), O_RDONLY)
        defer { close(descriptor) }
        var octets = [UInt8](repeating: 0, count: Int(max(0, lseek(descriptor, 0, SEEK_END))))
        _ = pread(descriptor, &octets, octets.count, 0)
        return octets
    }

    func write(_ octets: [UInt8], to name: String, mode: mode_t = 0o600) {
        let descriptor = open(file(name), O_WRONLY | O_CREAT | O_TRUNC, mode)
        fchmod(descriptor, mode)
        _ = Glibc.write(descriptor, octets, octets.count)
        close(descriptor)
    }

    func mode(of name: String) -> mode_t {
        var status = stat()
        stat(file(name), &status)
        return status.st_mode & 0o777
    }

    /// The files of a database as a process that is killed now would leave them.
    func copy(_ name: String, to other: TestFolder) {
        for name in names where name.hasPrefix(name) { other.write(contents(of: name), to: name) }
    }
}
