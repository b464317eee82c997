/// Every bound on what a peer can make us do, with its reason.
public enum Limits {
    /// A message is announced by 16 bits of length (RFC 5460 section 5.1).
    public static let largestMessage = 65_535
    /// Message type and transaction id: less is no message.
    public static let smallestMessage = 4
    /// RFC 8415 allows 8 relays, RFC 3315 allowed 32: nobody has more.
    public static let relayHops = 32
    /// A status text or an interface id may have 65 535 octets; nobody reads more than this of one.
    public static let shownText = 1024
}
