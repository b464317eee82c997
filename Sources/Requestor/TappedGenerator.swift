import LeasequerySession

/// The system's random numbers, each told to a tap.
struct TappedGenerator: RandomNumberGenerator, Sendable {
    let tap: any FeedTap
    let server: ServerID

    func next() -> UInt64 {
        var system = SystemRandomNumberGenerator()
        let number = system.next()
        tap.note(drawn: number, of: server)
        return number
    }
}
