import DHCPv6Wire
import Responder
import Testing

@testable import KeaLeases

struct ForgottenClientsTests {
    private static let now: Int64 = 1_787_313_600
    private static let addresses = 50

    @Test("clients that come and go leave nothing behind, and whoever is there is never taken for another")
    func comingAndGoing() throws {
        let mailbox = LeaseMailbox()
        var book = LeaseBook(KeaHAFeed(mailbox, subnets: [:]), endedLimit: 20, at: Self.moment)
        for number in 0..<20_000 {
            let address = number % Self.addresses
            // Every third one is gone before the next one comes.
            mailbox.post(.init(rows: [try row(address, client: number)]))
            if number % 3 == 0 { mailbox.post(.init(rows: [try row(address, client: number, valid: 0)])) }
            guard number % 7 == 0 else { continue }
            book.advance(to: Self.moment)
            book.trim()
            if number % 700 == 0 { check(book, newest: number) }
        }
        let clients = try #require(book.feed as? KeaHAFeed).clients
        #expect(clients.count <= Self.addresses + 20)
        #expect(book.history.clientCount < 200)
        mailbox.post(.init(rows: try (0..<Self.addresses).map { try row($0, client: 0, valid: 0) }))
        mailbox.post(.init(rows: [], isEverything: true))
        book.advance(to: Self.moment)
        book.trim()
        let rest = try #require(book.feed as? KeaHAFeed).clients
        #expect(book.history.boundCount == 0)
        #expect(rest.count <= 20 && rest.paths.count <= 20)
    }

    private func check(_ book: LeaseBook, newest: Int) {
        for number in max(0, newest - Self.addresses + 1)...newest {
            guard let binding = book.history.binding(key(number % Self.addresses)) else { continue }
            var description = ClientDescription()
            book.feed.describe(binding.client, into: &description)
            #expect(description.duid == duid(number), "\(number)")
            #expect(description.link == link(number))
        }
    }

    private static let moment = ServerMoment(uptime: 1, utc: now * 1_000_000_000)

    private func key(_ address: Int) -> BindingKey {
        BindingKey(address: IPv6Address(high: 0x2001_0db8 << 32, low: UInt64(address)))
    }

    private func duid(_ client: Int) -> [UInt8] {
        [0, 3, UInt8(client >> 16 & 255), UInt8(client >> 8 & 255), UInt8(client & 255)]
    }

    private func link(_ client: Int) -> IPv6Address { IPv6Address(high: 0x2001_0db8_0001_0000, low: UInt64(client)) }

    private func row(_ address: Int, client: Int, valid: Int = 7200) throws -> LeaseRow {
        let duid = duid(client).map { String($0, radix: 16) }.map { $0.count == 1 ? "0" + $0 : $0 }
        let relay = #"{"hop":0&#x2c"link":"\#(link(client))"&#x2c"peer":"fe80::2"&#x2c"options":""}"#
        let line = """
            \(key(address).prefix.address),\(duid.joined(separator: ":")),\(valid),\(Self.now + 7200),1,3600,0,1,128,0,0,,,\
            0,{"ISC":{"relay-info":[\(relay)]}},,,0
            """
        return try LeaseRow(Array(line.utf8)[...])
    }
}
