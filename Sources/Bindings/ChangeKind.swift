/// What a statement did to a binding: found by comparing, never read from the wire.
public enum ChangeKind: UInt8, CaseIterable, Hashable, Sendable, BitwiseCopyable {
    /// Not known before, or known as ended.
    case new
    /// The same client, with new lifetimes or contact.
    case renewed
    /// Another client than before.
    case changedHolder
    /// Valid lifetime 0: the server says that it is over. Why is not on the wire.
    case ended
    /// Ran out by our timer; the server has not said so.
    case expiredLocally
    /// Left out of a complete answer to a query for everything: not bound any more, and no word was said about it.
    case absent
    /// Said again without news, as after a reconnect.
    case repeated
}
