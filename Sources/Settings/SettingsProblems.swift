/// What is wrong with settings, gathered, so that all of it can be told at once.
public struct SettingsProblems: Sendable {
    public private(set) var list: [ConfigurationError] = []

    public init() {}

    public mutating func add(_ problems: [ConfigurationError]) { list += problems }

    /// Puts what is read in its place. Nothing that is there, or something that cannot be used, leaves what was there.
    public mutating func take<Value>(_ place: inout Value, _ read: @autoclosure () throws(ConfigurationError) -> Value?)
    {
        if let value = gather(try read()) { place = value }
    }

    /// - Returns: nil if there is nothing, or nothing that can be used.
    public mutating func gather<Value>(_ read: @autoclosure () throws(ConfigurationError) -> Value?) -> Value? {
        do throws(ConfigurationError) {
            return try read()
        } catch {
            list.append(error)
            return nil
        }
    }

    /// - Throws: the first, which names how many more there are.
    public func check(_ advice: String) throws(ConfigurationError) {
        guard var first = list.first else { return }
        if list.count > 1 { first.fix += " (and \(list.count - 1) more: \(advice))" }
        throw first
    }
}
