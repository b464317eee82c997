import Bindings
import Exports
import LeasequerySession
import NIOPosix
import Requestor
import Views

/// Writes what the dashboard's filter shows, on a thread of its own and from a copy of the store: neither the feed nor
/// the screen waits for the disk.
struct SnapshotExport: Sendable {
    let store: LiveStore
    let servers: [Configuration.Server]
    let redactor: Redactor?
    let mailbox: DashboardMailbox

    /// Tells by the mailbox how it went.
    func start(_ request: ExportRequest) {
        NIOThreadPool.singleton.submit { state in
            // The pool refuses work only while the process ends.
            guard state == .active else { return }
            do throws(SnapshotError) {
                mailbox.post(try write(request))
            } catch {
                mailbox.post("\(error)", isFailure: true)
            }
        }
    }

    /// - Returns: what was written, for people.
    private func write(_ request: ExportRequest) throws(SnapshotError) -> String {
        let now = SystemClock.now()
        let copy = store.read { copy $0 }
        let metadata = SnapshotMetadata(
            version: lqtopVersion, createdAt: now.unixSeconds, filter: request.filter?.fullText,
            servers: zip(copy.serverReports(at: now), servers).map { report, server in
                SnapshotMetadata.Server(report, address: "\(server.endpoint)")
            }, alarms: copy.alarms.alarms.filter(\.isOpen), redactor: redactor)
        let format = SnapshotFormat(ofFile: request.path) ?? .json
        let count = try SnapshotFile.write(metadata, as: format, to: request.path, overwrite: false) { body in
            copy.visitRowsByAddress(matching: request.filter, at: now, body)
        }
        return "\(count) bindings written to \(request.path) as \(format.name)"
            + (metadata.isWhole ? "" : "; not all there are, as it says")
    }
}
