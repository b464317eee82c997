import Foundation

/// The checkout these tests were built from.
enum SourceTree {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Every Swift file of one target under Sources, with its text.
    static func files(of target: String) throws -> [(name: String, text: String)] {
        let folder = root.appending(path: "Sources/\(target)")
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        return try paths.filter { $0.hasSuffix(".swift") }.map { path in
            ("\(target)/\(path)", try String(contentsOf: folder.appending(path: path), encoding: .utf8))
        }
    }

    static func imports(in text: String) -> [String] {
        text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard let index = words.firstIndex(of: "import"), index <= 1, words.count > index + 1 else { return nil }
            return words[index + 1].split(separator: ".").first.map(String.init)
        }
    }
}
