import Foundation
import TestCertificates
import Testing

@testable import OpenSSLTLS

/// Our own files: what is wrong is said before anything is connected, with what to do.
struct OwnFileTests {
    static let good = TestCertificates.settings("client")

    static func path(_ file: String) -> String { TestCertificates.path(file) }

    @Test("a directory with hashed names and the system's store are trusted too")
    func trust() throws {
        var settings = Self.good
        settings.trust = .system
        _ = try TLSContext(settings, as: .client)
        settings.trust = .directory(Self.path("hashed"))
        let pair = try Pair(client: settings)
        try pair.start()
        #expect(pair.client.recorder.entries == [.secured])
    }

    @Test("when a certificate of our own expires is read from its file, which must hold one")
    func expiry() throws {
        #expect(try CertificateFile.notAfter(Self.path("client-expired.pem")) == 1_580_515_200)
        #expect(try CertificateFile.notAfter(Self.path("client.pem")) > Int64(Date().timeIntervalSince1970))
        #expect(throws: TLSFailure.file(Self.path("client.key"), .malformed("no start line"))) {
            try CertificateFile.notAfter(Self.path("client.key"))
        }
        #expect(throws: TLSFailure.file("/nowhere", .unreadable("No such file or directory"))) {
            try CertificateFile.notAfter("/nowhere")
        }
    }

    @Test("a server whose authority the system does not know is refused")
    func systemStore() throws {
        var settings = Self.good
        settings.trust = .system
        let pair = try Pair(client: settings)
        try pair.start()
        #expect(
            pair.client.recorder.failure == .refusedPeer(.unknownAuthority(issuer: "CN=authority,O=lqtop test")))
    }

    @Test("a key that others can read is refused with the command to run", arguments: [0o604, 0o640, 0o660, 0o644])
    func exposed(mode: Int) throws {
        let key = Self.path("exposed-\(String(mode, radix: 8)).key")
        try FileManager.default.copyItem(atPath: Self.path("client.key"), toPath: key)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: key)
        var settings = Self.good
        settings.key = key
        // As root owns the key, a group may read it.
        guard mode != 0o640 || getuid() != 0 else {
            _ = try TLSContext(settings, as: .client)
            return
        }
        let failure = #expect(throws: TLSFailure.self) { try TLSContext(settings, as: .client) }
        #expect(failure == .file(key, .exposed(mode: UInt32(mode))))
        #expect(failure?.description.hasSuffix("; run: chmod 600 \(key)") == true)
    }

    static let bad: [(TLSSettings, TLSFailure)] = [
        (changed { $0.trust = .file(path("none")) }, .file(path("none"), .unreadable("No such file or directory"))),
        (changed { $0.trust = .file(path("empty")) }, .file(path("empty"), .notAFile)),
        (changed { $0.trust = .directory(path("empty")) }, .file(path("empty"), .notRehashed)),
        (changed { $0.trust = .directory(path("client.pem")) }, .file(path("client.pem"), .notADirectory)),
        (
            changed { $0.trust = .file(path("client.key")) },
            .file(path("client.key"), .malformed("no certificate or crl found"))
        ),
        (changed { $0.certificate = path("client.key") }, .file(path("client.key"), .malformed("no start line"))),
        (changed { $0.key = path("client.pem") }, .file(path("client.pem"), .malformed("unsupported"))),
        (changed { $0.key = path("client-encrypted.key") }, .file(path("client-encrypted.key"), .encrypted)),
        (
            changed { $0.key = path("server.key") },
            .file(path("server.key"), .otherKey(certificate: path("client.pem")))
        ),
        (
            changed { $0.revocationLists = path("client.pem") },
            .file(path("client.pem"), .malformed("no start line"))
        ),
        (changed { $0.key = "/dev/null" }, .file("/dev/null", .notAFile)),
    ]

    @Test("a file of no use is named, and what is wrong with it", arguments: bad)
    func useless(settings: TLSSettings, failure: TLSFailure) {
        #expect(failure.side == .ours)
        #expect(throws: failure) { try TLSContext(settings, as: .client) }
    }

    @Test("a context reads the files anew: a certificate put in their place is the one that is shown")
    func rotation() throws {
        let files = FileManager.default
        let (certificate, key) = (Self.path("rotating.pem"), Self.path("rotating.key"))
        var settings = TestCertificates.settings("server")
        (settings.certificate, settings.key) = (certificate, key)
        for (name, subject) in [("server-elsewhere", "elsewhere.test"), ("server", "server.test")] {
            try? files.removeItem(atPath: certificate)
            try? files.removeItem(atPath: key)
            try files.copyItem(atPath: Self.path("\(name).pem"), toPath: certificate)
            try files.copyItem(atPath: Self.path("\(name).key"), toPath: key)
            let pair = try Pair(server: settings, expecting: .server(name: subject))
            try pair.start()
            #expect(pair.client.recorder.entries == [.secured])
        }
    }

    private static func changed(_ change: (inout TLSSettings) -> Void) -> TLSSettings {
        var settings = good
        change(&settings)
        return settings
    }
}
