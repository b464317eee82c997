import DHCPv6Wire

/// What can be asked for by name: `key:value`, or `key<time` and `key>time`.
public enum FilterKey: String, CaseIterable, Hashable, Sendable {
    case server, kind, state, change, link, relay, remote, iface, sub, host
    case duidType = "duid-type"
    case vendor, age, seen, expires

    /// How it is written, and what it asks for; one line for a help.
    public var help: (form: String, meaning: String) {
        switch self {
        case .server: ("server:text", "told by a server with this in its name")
        case .kind: ("kind:na|pd", "addresses, or delegated prefixes")
        case .state: ("state:bound|bound?|ended|expired?", "how it stands; bound includes bound?")
        case .change: ("change:new|renewed|holder|ended|expired?|gone|repeat", "what became of it last")
        case .link: ("link:prefix", "the client's link, as relays tell it, lies there")
        case .relay: ("relay:prefix|octets", "a relay has its address there, or this in its Relay-ID")
        case .remote: ("remote:text", "part of a Remote-ID; 0x... for octets")
        case .iface: ("iface:text", "part of an Interface-ID; 0x... for octets")
        case .sub: ("sub:text", "part of a Subscriber-ID; 0x... for octets")
        case .host: ("host:text", "part of the client's name")
        case .duidType: ("duid-type:llt|en|ll|uuid|other", "what the client's DUID is made of")
        case .vendor: ("vendor:number", "the enterprise number in the client's DUID")
        case .age: ("age<10m", "changed less than so long ago; > for longer")
        case .seen: ("seen<10m", "the client was heard less than so long ago; > for longer")
        case .expires: ("expires<1h", "ends within this time; > for later or never")
        }
    }

    /// The term of a word that begins with a key; nil if it does not.
    static func term(of word: FilterToken) throws(FilterError) -> FilterTerm? {
        guard let end = word.text.firstIndex(where: { ":<>".contains($0) }) else { return nil }
        guard let key = FilterKey(rawValue: String(word.text[..<end])) else {
            return try refuse(word, key: word.text[..<end])
        }
        let value = word.text[word.text.index(after: end)...]
        if let time = key.time {
            guard word.text[end] != ":" else { throw word.error("write \(key.rawValue)<10m or \(key.rawValue)>10m") }
            return .time(time, isLess: word.text[end] == "<", seconds: try key.seconds(value, word))
        }
        guard word.text[end] == ":" else { throw word.error("write \(key.help.form)") }
        guard !value.isEmpty else { throw word.error("\(key.help.form): the part after the colon is missing") }
        return try key.term(value, word)
    }

    /// Digits before a colon are an address or octets; a word is a key that there is not.
    private static func refuse(_ word: FilterToken, key: Substring) throws(FilterError) -> FilterTerm? {
        let isWord = !key.isHexadecimal && key.first?.isLetter == true
        guard isWord else { return nil }
        throw word.error("there is no key '\(key)'; there are \(allCases.map(\.rawValue).joined(separator: ", "))")
    }

    private var time: FilterTime? {
        switch self {
        case .age: .age
        case .seen: .lastSeen
        case .expires: .expiry
        case .server, .kind, .state, .change, .link, .relay, .remote, .iface, .sub, .host, .duidType, .vendor: nil
        }
    }

    private func term(_ value: Substring, _ word: FilterToken) throws(FilterError) -> FilterTerm {
        switch self {
        case .server: return .server(FilterText(String(value)))
        case .kind: return .kind(try choice(["na": .address, "pd": .prefix], value, word))
        case .state:
            return try choice(
                [
                    "bound": .state(.bound), "bound?": .doubtful, "ended": .state(.ended),
                    "expired?": .state(.expiredUnconfirmed), "expired": .state(.expiredUnconfirmed),
                ], value, word)
        case .change:
            return .change(
                try choice(
                    [
                        "new": .new, "renewed": .renewed, "holder": .changedHolder, "ended": .ended,
                        "expired?": .expiredLocally, "expired": .expiredLocally, "gone": .absent, "repeat": .repeated,
                    ], value, word))
        case .link: return .link(try word.prefixOrAddress(value))
        case .relay: return try relay(value, word)
        case .remote: return .option(.remoteID, try text(value, word))
        case .iface: return .option(.interfaceID, try text(value, word))
        case .sub: return .option(.subscriberID, try text(value, word))
        case .host: return .option(.clientFQDN, FilterText(String(value)))
        case .duidType: return .duidType(try choice(["llt": 1, "en": 2, "ll": 3, "uuid": 4, "other": 0], value, word))
        case .vendor:
            guard let number = UInt32(value) else { throw word.error("an enterprise number is 0 to 4294967295") }
            return .enterprise(number)
        case .age, .seen, .expires: preconditionFailure("a time is compared")
        }
    }

    private func choice<Value>(
        _ values: KeyValuePairs<String, Value>, _ text: Substring, _ word: FilterToken
    ) throws(FilterError) -> Value {
        if let value = values.first(where: { $0.key == text })?.value { return value }
        throw word.error("\(rawValue) is one of \(values.map(\.key).joined(separator: ", "))")
    }

    /// Octets if written as such.
    private func text(_ value: Substring, _ word: FilterToken) throws(FilterError) -> FilterText {
        guard value.hasPrefix("0x") else { return FilterText(String(value)) }
        guard let octets = [UInt8](hex: value.dropFirst(2)), !octets.isEmpty else {
            throw word.error("after 0x come pairs of hexadecimal digits, as in 0x0a0b")
        }
        return FilterText(octets: octets)
    }

    private func relay(_ value: Substring, _ word: FilterToken) throws(FilterError) -> FilterTerm {
        if let octets = String(value).clientOctets {
            guard octets.count >= Filter.leastClientOctets else {
                throw word.error("a Relay-ID needs at least \(Filter.leastClientOctets) octets")
            }
            return .relayID(octets)
        }
        return .relay(try word.prefixOrAddress(value))
    }

    /// `90`, `90s`, `10m`, `1h30m`, `7d`, `2w`; seconds.
    private func seconds(_ text: Substring, _ word: FilterToken) throws(FilterError) -> UInt32 {
        let units: [Character: UInt64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]
        var sum: UInt64 = 0
        var number: UInt64?
        for character in text {
            if let digit = character.wholeNumberValue, character.isASCII, (number ?? 0) < 1 << 32 {
                number = (number ?? 0) * 10 + UInt64(digit)
            } else if let unit = units[character], let value = number {
                sum += value * unit
                number = nil
            } else {
                throw word.error("a time is written 90s, 10m, 1h30m, 7d or 2w, not '\(text)'")
            }
        }
        sum += number ?? 0
        guard !text.isEmpty, let seconds = UInt32(exactly: sum) else {
            throw word.error("a time is written 90s, 10m, 1h30m, 7d or 2w, and is below 136 years")
        }
        return seconds
    }
}
