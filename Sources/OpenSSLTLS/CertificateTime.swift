import COpenSSL
import Glibc

/// A time of a certificate as people write it, in UTC.
struct CertificateTime: CustomStringConvertible {
    let secondsSince1970: Int64

    init(secondsSince1970: Int64) {
        self.secondsSince1970 = secondsSince1970
    }

    init?(_ time: UnsafePointer<ASN1_TIME>?) {
        var broken = tm()
        guard let time, ASN1_TIME_to_tm(time, &broken) == 1 else { return nil }
        secondsSince1970 = Int64(timegm(&broken))
    }

    var description: String {
        var time = time_t(secondsSince1970)
        var broken = tm()
        guard gmtime_r(&time, &broken) != nil else { return "\(secondsSince1970) s after 1970" }
        let fields = [broken.tm_mon + 1, broken.tm_mday, broken.tm_hour, broken.tm_min].map {
            ($0 < 10 ? "0" : "") + String($0)
        }
        return "\(Int(broken.tm_year) + 1900)-\(fields[0])-\(fields[1]) \(fields[2]):\(fields[3]) UTC"
    }
}
