import Bindings
import NIOCore
import NIOPosix
import OpenSSLTLS
import Requestor

/// Looks every ten minutes when the certificates that we show expire, on another thread: a disk that hangs holds nothing.
struct OwnCertificates: Sendable {
    static let period = TimeAmount.minutes(10)

    private let paths: Set<String>
    private let store: LiveStore

    init(of servers: [Configuration.Server], store: LiveStore) {
        paths = Set(servers.compactMap { $0.protection.ownCertificate })
        self.store = store
    }

    /// Looks now and every `period`, until the task is cancelled; nil: there is none to look at.
    func start(on eventLoop: any EventLoop) -> RepeatedTask? {
        guard !paths.isEmpty else { return nil }
        return eventLoop.scheduleRepeatedTask(initialDelay: .zero, delay: Self.period) { _ in
            NIOThreadPool.singleton.submit { state in
                // The pool refuses work only while the process ends.
                if state == .active { look() }
            }
        }
    }

    /// Those that cannot be read are left out: what is wrong with them is said when a connection needs them.
    func look() {
        let all = paths.compactMap { path in
            (try? CertificateFile.notAfter(path)).map { OwnCertificate(path: path, notAfter: $0) }
        }
        if let first = all.min(by: { ($0.notAfter, $0.path) < ($1.notAfter, $1.path) }) { store.tell(first) }
    }
}

extension ServerTarget.Protection {
    fileprivate var ownCertificate: String? {
        guard case .tls(let settings, _, _) = self else { return nil }
        return settings.certificate
    }
}
