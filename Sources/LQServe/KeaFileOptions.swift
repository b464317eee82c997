import ArgumentParser
import DHCPv6Wire
import KeaLeases
import Settings

/// Which Kea on this machine; in the file, `[kea-file]`.
struct KeaFileOptions: ParsableArguments {
    static let section = "kea-file"

    @OptionGroup var kea: KeaOptions

    @Option(
        help: ArgumentHelp(
            "The lease file, if not the one of the configuration (/var/lib/kea/kea-leases6.csv).", valueName: "file"))
    var leases: String?

    /// Takes what is not said from the file.
    mutating func complete(from file: TOMLSection?) throws(ConfigurationError) {
        guard let section = try file?.section(KeaFileOptions.section) else { return }
        try section.refuseOthers(than: KeaOptions.keys + ["leases"])
        try kea.complete(from: section)
        leases.fill(with: try section.path("leases"))
    }

    /// As lines of a configuration file.
    var asConfigured: [String] {
        ["[\(KeaFileOptions.section)]"] + kea.asConfigured + (leases.map { ["leases = \"\($0)\""] } ?? [])
    }
}
