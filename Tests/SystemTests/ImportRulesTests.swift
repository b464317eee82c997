import Testing

/// The arrows of ARCHITECTURE.md, enforced where the package manager does not.
struct ImportRulesTests {
    /// Which modules each target may import.
    static let allowed: [String: Set<String>] = [
        "DHCPv6Wire": [],
        "LeasequerySession": ["DHCPv6Wire"],
        "Bindings": ["DHCPv6Wire", "LeasequerySession", "Synchronization", "Glibc"],
        "Captures": ["DHCPv6Wire"],
        "Exports": ["DHCPv6Wire", "LeasequerySession", "Bindings", "Glibc"],
        "Recordings": ["DHCPv6Wire", "LeasequerySession", "Captures", "Synchronization"],
        "SnapshotDiff": ["DHCPv6Wire", "Exports"],
        "OpenSSLTLS": ["COpenSSL", "NIOCore", "Glibc"],
        "Requestor": ["DHCPv6Wire", "LeasequerySession", "OpenSSLTLS", "NIOCore", "NIOPosix", "Glibc"],
        "Responder": ["DHCPv6Wire", "OpenSSLTLS", "NIOCore", "NIOPosix", "Glibc"],
        "Databases": ["CSQLite", "Glibc"],
        "ResumeState": [
            "DHCPv6Wire", "LeasequerySession", "Bindings", "Databases", "CLinux", "Glibc", "Synchronization",
        ],
        "History": ["DHCPv6Wire", "LeasequerySession", "Bindings", "Databases", "Glibc"],
        "KeaLeases": [
            "DHCPv6Wire", "OpenSSLTLS", "Responder", "HeapModule", "NIOCore", "NIOHTTP1", "NIOPosix", "Glibc",
            "Synchronization",
        ],
        "Settings": ["DHCPv6Wire", "OpenSSLTLS", "ArgumentParser", "TOMLKit", "Glibc"],
        "Views": ["DHCPv6Wire", "LeasequerySession", "Bindings", "CNCurses", "CLinux", "Glibc"],
        "LQTop": [
            "DHCPv6Wire", "LeasequerySession", "Bindings", "Captures", "Databases", "Exports", "History", "OpenSSLTLS",
            "Recordings", "Requestor", "Responder", "ResumeState", "Settings", "SnapshotDiff", "Views",
            "CLinux", "ArgumentParser", "NIOCore", "NIOHTTP1", "NIOPosix", "Glibc", "Synchronization",
        ],
        "LQServe": [
            "DHCPv6Wire", "KeaLeases", "OpenSSLTLS", "Responder", "Settings", "CLinux", "ArgumentParser", "NIOCore",
            "NIOPosix", "Glibc", "Synchronization",
        ],
        "LQBench": [
            "DHCPv6Wire", "LeasequerySession", "Bindings", "Exports", "Responder", "Views", "CLinux", "NIOCore",
            "NIOPosix", "Glibc", "Synchronization",
        ],
    ]

    @Test("each target imports only what ARCHITECTURE.md draws", arguments: allowed.keys.sorted())
    func arrows(target: String) throws {
        let files = try SourceTree.files(of: target)
        #expect(!files.isEmpty)
        for file in files {
            let foreign = Set(SourceTree.imports(in: file.text)).subtracting(Self.allowed[target] ?? [])
            #expect(foreign.isEmpty, "\(file.name) imports \(foreign.sorted().joined(separator: ", "))")
        }
    }

    @Test("SQLite is known to one file")
    func sqlite() throws {
        for file in try SourceTree.files(of: "Databases") {
            let isImporter = SourceTree.imports(in: file.text).contains("CSQLite")
            #expect(isImporter == (file.name == "Databases/SQLiteConnection.swift"), "\(file.name)")
        }
    }

    @Test("ncurses is known to one folder")
    func curses() throws {
        for file in try SourceTree.files(of: "Views") where SourceTree.imports(in: file.text).contains("CNCurses") {
            #expect(file.name.hasPrefix("Views/Curses/"), "\(file.name) imports CNCurses")
        }
    }

    @Test("the store's one lock and its one piece of memory of its own are in one file each")
    func oneFile() throws {
        for file in try SourceTree.files(of: "Bindings") {
            let imports = SourceTree.imports(in: file.text)
            if imports.contains("Synchronization") { #expect(file.name == "Bindings/LiveStore.swift") }
            if imports.contains("Glibc") { #expect(file.name == "Bindings/HugeArray.swift") }
        }
    }
}
