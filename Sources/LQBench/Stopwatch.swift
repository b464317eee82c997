import Glibc

/// Process CPU and wall time of each round, and what the process occupies.
struct Stopwatch {
    private(set) var cpu: [UInt64] = []
    private(set) var wall: [UInt64] = []

    mutating func time<Result>(_ body: () throws(BenchmarkError) -> Result) throws(BenchmarkError) -> Result {
        let wallStart = Stopwatch.nanoseconds(CLOCK_MONOTONIC)
        let cpuStart = Stopwatch.nanoseconds(CLOCK_PROCESS_CPUTIME_ID)
        let result = try body()
        cpu.append(Stopwatch.nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - cpuStart)
        wall.append(Stopwatch.nanoseconds(CLOCK_MONOTONIC) - wallStart)
        return result
    }

    static func residentKilobytes() -> Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 128)
        guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
        let fields = line.prefix { $0 != 0 }.split(separator: CChar(UInt8(ascii: " ")))
        guard fields.count > 1 else { return 0 }
        let pages = fields[1].reduce(0) { $0 * 10 + Int($1) - Int(UInt8(ascii: "0")) }
        return pages * sysconf(Int32(_SC_PAGESIZE)) / 1024
    }

    static func peakKilobytes() -> Int {
        var usage = rusage()
        getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss
    }

    private static func nanoseconds(_ clock: clockid_t) -> UInt64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
