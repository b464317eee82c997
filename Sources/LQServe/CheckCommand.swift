import ArgumentParser
import KeaLeases
import OpenSSLTLS
import Responder
import Settings

/// `lqserve check`: reads the settings and prints what they come to.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check a file of settings and print what is in effect.",
        discussion: """
            Prints a file that means the same, and reads the files for TLS and Kea's configuration. Exit status: 0 \
            usable, 2 not.
            """)

    @OptionGroup var service: ServiceOptions

    func run() throws {
        let file = try service.file()
        let settings = try ServiceSettings(service, file)
        print("# \(service.config.map { "from \($0)" } ?? "no file: options and defaults")")
        print(settings)
        if case .tls(let files, _) = settings.protection { try check(files) }
        if try file?.section(KeaFileOptions.section) != nil {
            var source = try KeaFileOptions.parse([])
            try source.complete(from: file)
            show(source.asConfigured)
            try check(source.kea)
        }
        if try file?.section(KeaHAOptions.section) != nil {
            var source = try KeaHAOptions.parse([])
            let tls = try source.complete(from: file)
            show(source.asConfigured(tls))
            if let tls { try check(tls) }
            try check(source.kea)
        }
    }

    private func show(_ lines: [String]) { print("\n" + lines.joined(separator: "\n")) }

    private func check(_ files: TLSSettings) throws(ConfigurationError) {
        do throws(TLSFailure) {
            _ = try TLSContext(files, as: .server)
        } catch {
            throw ConfigurationError(service.config ?? "command line", "\(error)")
        }
    }

    private func check(_ kea: KeaOptions) throws(ConfigurationError) {
        do throws(KeaConfigurationError) {
            print("# \(kea.subnets(try kea.configuration()).count) subnets of Kea's")
        } catch {
            throw ConfigurationError(service.config ?? "command line", "\(error)")
        }
    }
}
