import DHCPv6Wire
import Responder

extension LeaseRow {
    /// The header's words, as far as they are of interest.
    private static let columnNames = [
        "address", "duid", "valid_lifetime", "expire", "subnet_id", "pref_lifetime", "lease_type", "iaid", "prefix_len",
        "fqdn_fwd", "fqdn_rev", "hostname", "hwaddr", "state", "user_context",
    ]

    /// How the header of every version begins.
    static let header = Array((columnNames[...6].joined(separator: ",") + ",").utf8)

    private enum Column: Int {
        case address, duid, valid, expire, subnet, preferred, kind, iaid, length, forward, reverse, hostname
        case hardwareAddress, state, context
    }

    /// A line of `kea-leases6.csv`, as Kea 2.2 to 3.x write it.
    ///
    /// Columns are taken by position and their places never moved: a newer Kea appends longer rows to a file that an
    /// older one began, so the header does not bind.
    ///
    /// - Parameter line: without its newline.
    /// - Throws: `Fault` for what is no row: the header, a torn line, a kind or a state of a Kea to come.
    init(_ line: ArraySlice<UInt8>) throws(Fault) {
        let columns = LeaseColumns(line)
        guard columns.count > Column.hostname.rawValue else { throw .tooFewColumns(columns.count) }
        func value<Value>(
            _ column: Column, _ read: (ArraySlice<UInt8>) -> Value?
        ) throws(Fault) -> Value {
            let octets = columns[column.rawValue]
            guard let value = read(octets) else {
                throw .value(
                    String(decoding: octets.prefix(80), as: UTF8.self), of: LeaseRow.columnNames[column.rawValue])
            }
            return value
        }
        let address = try value(.address) { IPv6Address(utf8: $0) }
        duid = try value(.duid, LeaseRow.colonHex)
        valid = try value(.valid, LeaseRow.short)
        expire = try value(.expire, LeaseRow.second)
        subnet = try value(.subnet, LeaseRow.short)
        preferred = try value(.preferred, LeaseRow.short)
        let kind = try value(.kind, BindingKind.init(column:))
        let length = try value(.length, LeaseRow.length)
        key = kind == .address ? BindingKey(address: address) : BindingKey(.prefix, IPv6Prefix(address, length: length))
        isNameInDNS = try value(.forward) { $0.elementsEqual("1".utf8) }
        hostname = try value(.hostname, LeaseRow.unescaped)
        state = try value(.state, State.init(column:))
        context = .text(Array(columns[Column.context.rawValue]))
    }
}

extension LeaseRow.State {
    /// A row of before there was the column is of a lease that is held.
    fileprivate init?(column: ArraySlice<UInt8>) {
        guard !column.isEmpty else {
            self = .held
            return
        }
        self.init(number: LeaseRow.number(column).flatMap { Int64(exactly: $0) })
    }
}

extension BindingKind {
    /// Temporary addresses are addresses.
    fileprivate init?(column: ArraySlice<UInt8>) {
        switch LeaseRow.number(column) {
        case 0, 1: self = .address
        case 2: self = .prefix
        default: return nil
        }
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

    fileprivate static func short(_ column: ArraySlice<UInt8>) -> UInt32? {
        number(column).flatMap { UInt32(exactly: $0) }
    }

    /// Unix seconds of this age of the world.
    fileprivate static func second(_ column: ArraySlice<UInt8>) -> Int64? {
        number(column).flatMap { $0 < 1 << 40 ? Int64($0) : nil }
    }

    fileprivate static func length(_ column: ArraySlice<UInt8>) -> UInt8? {
        number(column).flatMap { $0 <= 128 ? UInt8($0) : nil }
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
    static func unescaped(_ column: ArraySlice<UInt8>) -> [UInt8] {
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
