import Bindings
import DHCPv6Wire
import LeasequerySession

/// Facts about bindings and changes in words.
enum BindingWords {
    /// An address without its `/128`, a prefix with its length, and what redaction left of an address too.
    static func prefix(_ prefix: IPv6Prefix, _ kind: BindingKind) -> String {
        kind == .address && prefix.length == 128 ? prefix.address.description : prefix.description
    }

    static func kind(_ kind: BindingKind) -> String {
        switch kind {
        case .address: "address"
        case .prefix: "prefix"
        }
    }

    /// What a person recognises: kind of DUID and the link-layer address, UUID or enterprise inside, else all octets.
    static func client(_ duid: DUID) -> String {
        switch duid.form {
        case .linkLayerAndTime(_, _, let address): "LLT \(address.colonHex)"
        case .linkLayer(_, let address): "LL \(address.colonHex)"
        case .enterprise(let number, let identifier): "EN \(number) \(identifier.hex)"
        case .uuid(let octets): "UUID \(octets.hex)"
        case .unknown: duid.octets.isEmpty ? "empty" : duid.description
        }
    }

    static func change(_ kind: ChangeKind) -> Words {
        switch kind {
        case .new: Words("new", .fresh)
        case .renewed: Words("renewed")
        case .changedHolder: Words("new holder", .attention)
        case .ended: Words("ended", .ended)
        case .expiredLocally: Words("expired?", .attention)
        case .absent: Words("gone", .ended)
        case .repeated: Words("repeat", .dim)
        }
    }

    /// As `change`, where there is room to say what an uncommon one means.
    static func changeInFull(_ kind: ChangeKind) -> Words {
        var words = change(kind)
        if kind == .absent { words.text += ", left out of a complete answer" }
        return words
    }

    /// The state, and whether partners disagree on it.
    static func state(_ row: BindingRow) -> Words {
        let words = state(row.state, isDoubtful: row.isDoubtful)
        return row.partner?.conflict == nil ? words : Words("\(words.text) \(PairWords.conflictMark)", .attention)
    }

    /// `?` behind it: not confirmed since the server's feed broke or lost changes.
    static func state(_ state: BindingState, isDoubtful: Bool) -> Words {
        switch state {
        case .bound where isDoubtful: Words("bound?", .attention)
        case .bound: Words("bound", .good)
        case .ended: Words("ended", .ended)
        case .expiredUnconfirmed: Words("expired?", .attention)
        }
    }

    /// How long until it ends by our clock, corrected by the skew known at reception.
    static func expires(_ row: BindingRow, now: Moment) -> String {
        expires(row.state, at: row.expiresAt, now: now)
    }

    static func expires(_ state: BindingState, at expiresAt: Int64?, now: Moment) -> String {
        switch state {
        case .ended: "-"
        case .bound, .expiredUnconfirmed:
            switch expiresAt {
            case nil: "never"
            case let at? where at >= now.unixSeconds: Times.span(seconds: at - now.unixSeconds)
            case let at?: "\(Times.span(seconds: now.unixSeconds - at)) ago"
            }
        }
    }

    static func lifetime(_ lifetime: Lifetime) -> String {
        lifetime.seconds.map { Times.span(seconds: Int64($0)) } ?? "infinite"
    }

    static func age(since unixSeconds: Int64, now: Moment) -> String {
        Times.span(seconds: now.unixSeconds - unixSeconds)
    }

    static func origin(_ origin: UpdateOrigin) -> Words {
        switch origin {
        case .live: Words("live")
        case .catchUp: Words("catch-up", .dim)
        case .bulk: Words("bulk", .dim)
        }
    }
}
