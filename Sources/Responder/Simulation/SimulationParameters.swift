/// How large a simulated population is and how lively.
public struct SimulationParameters: Hashable, Sendable {
    /// About how many bindings there are at any time.
    public var bindings: Int
    /// About how many bindings change in a second, renewals included. Lifetimes follow from it: everybody renews once
    /// every T1, so a high rate on few bindings makes short ones.
    public var rate: Double
    /// The same seed gives the same events.
    public var seed: UInt64
    /// 0 to 127. Sites of different numbers have no address in common.
    public var site: UInt8

    public init(bindings: Int = 10_000, rate: Double = 50, seed: UInt64 = 1, site: UInt8 = 0) {
        self.bindings = bindings
        self.rate = rate
        self.seed = seed
        self.site = site
    }

    /// As much as the pools of a site have room for.
    public static let bindingsAllowed = 1...20_000_000
    public static let ratesAllowed = 0.001...1_000_000.0
    public static let sitesAllowed: ClosedRange<UInt8> = 0...127

    /// What cannot be simulated, and what can; nil if all is well.
    public var fault: String? {
        if !Self.bindingsAllowed.contains(bindings) { return "bindings: \(bindings) is not in \(Self.bindingsAllowed)" }
        if !Self.ratesAllowed.contains(rate) { return "rate: \(rate) is not in \(Self.ratesAllowed)" }
        if !Self.sitesAllowed.contains(site) { return "site: \(site) is not in \(Self.sitesAllowed)" }
        return nil
    }
}
