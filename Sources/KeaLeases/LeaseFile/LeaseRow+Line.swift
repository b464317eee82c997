import DHCPv6Wire
import Responder

extension LeaseRow {
    /// How the header of every version begins.
    static let header = Array("address,duid,valid_lifetime,expire,subnet_id,pref_lifetime,lease_type,".utf8)

    private enum Column: Int {
        case address, duid, valid, expire, subnet, preferred, kind, iaid, length, forward, reverse, hostname
        case hardwareAddress, state, context
    }

    /// A line of `kea-leases6.csv`, as Kea 2.2 to 3.x write it.
    ///
    /// Columns are taken by position and their places never moved: a newer Kea appends longer rows to a file that an
    /// older one began, so the header does not bind. Nil for what is no row: the header, a torn line, a kind or a state
    /// of a Kea to come.
    ///
    /// - Parameter line: without its newline.
    init?(_ line: ArraySlice<UInt8>) {
        let columns = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        guard columns.count > Column.hostname.rawValue else { return nil }
        func number(_ column: Column) -> UInt64? { LeaseRow.number(columns[column.rawValue]) }
        func short(_ column: Column) -> UInt32? { number(column).flatMap { UInt32(exactly: $0) } }
        guard let address = IPv6Address(utf8: columns[Column.address.rawValue]),
            let duid = LeaseRow.colonHex(columns[Column.duid.rawValue]),
            let valid = short(.valid), let expire = number(.expire), expire < 1 << 40, let subnet = short(.subnet),
            let preferred = short(.preferred), let kind = number(.kind), let length = number(.length), length <= 128,
            let state = State(columns.count > Column.state.rawValue ? columns[Column.state.rawValue] : [])
        else { return nil }
        switch kind {
        case 0, 1: key = BindingKey(address: address)
        case 2: key = BindingKey(.prefix, IPv6Prefix(address, length: UInt8(length)))
        default: return nil
        }
        self.duid = duid
        self.valid = valid
        self.preferred = preferred
        self.expire = Int64(expire)
        self.subnet = subnet
        self.state = state
        isNameInDNS = number(.forward) == 1
        hostname = LeaseRow.unescaped(columns[Column.hostname.rawValue])
        context = .text(
            columns.count > Column.context.rawValue ? LeaseRow.unescaped(columns[Column.context.rawValue]) : [])
    }
}

extension LeaseRow.State {
    /// A row of before there was the column is of a lease that is held.
    fileprivate init?(_ column: ArraySlice<UInt8>) {
        guard !column.isEmpty else {
            self = .held
            return
        }
        self.init(number: LeaseRow.number(column).flatMap { Int64(exactly: $0) })
    }
}

// How columns are written.
extension LeaseRow {
    /// Decimal digits; nil for anything else and for what 64 bits do not hold.
    fileprivate static func number(_ column: ArraySlice<UInt8>) -> UInt64? {
        guard (1...19).contains(column.count) else { return nil }
        var value: UInt64 = 0
        for digit in column {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            value = value * 10 + UInt64(digit - UInt8(ascii: "0"))
        }
        return value
    }

    /// `00:03:00:01`: two digits an octet.
    fileprivate static func colonHex(_ column: ArraySlice<UInt8>) -> [UInt8]? {
        guard column.count % 3 == 2 else { return nil }
        var digits: [UInt8] = []
        digits.reserveCapacity(column.count)
        for (place, octet) in column.enumerated() {
            if place % 3 < 2 { digits.append(octet) } else if octet != UInt8(ascii: ":") { return nil }
        }
        return [UInt8](hexDigits: digits)
    }

    /// Kea quotes nothing: a comma in a value is `&#x2c`, an ampersand `&#x26`, both without a semicolon.
    fileprivate static func unescaped(_ column: ArraySlice<UInt8>) -> [UInt8] {
        guard column.contains(UInt8(ascii: "&")) else { return Array(column) }
        var octets: [UInt8] = []
        var rest = column
        while let octet = rest.popFirst() {
            if octet == UInt8(ascii: "&"), rest.starts(with: "#x".utf8),
                let value = [UInt8](hexDigits: rest.dropFirst(2).prefix(2)), value.count == 1
            {
                octets += value
                rest = rest.dropFirst(4)
            } else {
                octets.append(octet)
            }
        }
        return octets
    }
}
