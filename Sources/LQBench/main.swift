import DHCPv6Wire
import Glibc

let fd = open(CommandLine.arguments[1], O_RDONLY)
var st = stat()
fstat(fd, &st)
let bytes = [UInt8](unsafeUninitializedCapacity: Int(st.st_size)) { b, n in
    n = 0
    while n < Int(st.st_size) { n += read(fd, b.baseAddress! + n, Int(st.st_size) - n) }
}
func ns() -> UInt64 {
    var t = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t)
    return UInt64(t.tv_sec) * 1_000_000_000 + UInt64(t.tv_nsec)
}
func run(_ bytes: [UInt8]) throws -> (Int, UInt64) {
    var d = MessageDecoder()
    var at = 0
    var n = 0
    var s: UInt64 = 0
    let span = bytes.span.bytes
    while case .message(let r) = try FrameSplitter.next(in: span, at: at) {
        try d.decode(span.extracting(r))
        for l in d.leases { s &+= UInt64(l.valid.rawValue) }
        s &+= UInt64(d.summary.baseTime?.rawValue ?? 0)
        at = r.upperBound
        n += 1
    }
    return (n, s)
}
for _ in 0..<7 {
    let a = ns()
    let r = try run(bytes)
    let t = ns() - a
    print(r, Double(t) / Double(r.0))
}
