import DHCPv6Wire
import Testing

/// A frame as it stands on the wire, length included, and what must come of it.
struct Frame: CustomTestStringConvertible, Sendable {
    enum Outcome: Sendable {
        /// Decodes; the facts in the notation of `Facts`.
        case sound(String)
        /// The message is dropped, the stream goes on (V-03).
        case discarded(WireError)
        /// The connection is closed (V-01).
        case framingLost(WireError)
    }

    let name: String
    let octets: [UInt8]
    let outcome: Outcome

    init(_ name: String, _ hex: String, _ outcome: Outcome) {
        self.name = name
        octets = [UInt8](hex: hex.filter { !$0.isWhitespace }) ?? []
        self.outcome = outcome
    }

    /// Without its length.
    var message: [UInt8] { Array(octets.dropFirst(2)) }

    var testDescription: String { name }

    static func named(_ name: String) -> Frame? { all.first { $0.name == name } }

    /// The frames whose message decodes.
    static var sound: [Frame] {
        all.filter { frame in
            if case .sound = frame.outcome { true } else { false }
        }
    }
}

extension Frame {
    /// Requestor 0004 6c71746f-7000-4000-8000-000000000001, server 0002 00007ed9 "srv1".
    static let all: [Frame] = [
        Frame(
            "starttls",
            "000417010203",
            .sound("STARTTLS 010203")),
        Frame(
            "starttls-reply-accepted",
            "0012070102030002000a000200007ed973727631",
            .sound("REPLY 010203 serverid=000200007ed973727631")),
        Frame(
            "starttls-reply-accepted-bare",
            "000407010203",
            .sound("REPLY 010203")),
        Frame(
            "starttls-reply-refused",
            "0029070102030002000a000200007ed973727631000d0013000f544c53206e6f7420617661696c61626c65",
            .sound(
                """
                REPLY 010203 status=TLSConnectionRefused 'TLS not available' serverid=000200007ed973727631
                """)),
        Frame(
            "active-all",
            "0022160a1b2c0001001200046c71746f700040008000000000000001000600040064002f",
            .sound("ACTIVELEASEQUERY 0a1b2c clientid=00046c71746f700040008000000000000001")),
        Frame(
            "active-all-start",
            "002a160a1b2c0001001200046c71746f700040008000000000000001000600040064002f00650004321aec30",
            .sound("ACTIVELEASEQUERY 0a1b2c clientid=00046c71746f700040008000000000000001")),
        Frame(
            "active-by-link",
            """
            003b160a1b2c0001001200046c71746f700040008000000000000001000600020064002c00170420010db80001000000
            0000000000000100060002002f
            """,
            .sound("ACTIVELEASEQUERY 0a1b2c clientid=00046c71746f700040008000000000000001")),
        Frame(
            "active-with-end-time",
            "0028160a1b2c0001001200046c71746f70004000800000000000000100060002006400660004321afa40",
            .sound("ACTIVELEASEQUERY 0a1b2c clientid=00046c71746f700040008000000000000001")),
        Frame(
            "reply-success-empty",
            """
            00300f0a1b2c0001001200046c71746f7000400080000000000000010002000a000200007ed97372763100640004321a
            fa40
            """,
            .sound(
                """
                LEASEQUERY-REPLY 0a1b2c base=840628800 clientid=00046c71746f700040008000000000000001 \
                serverid=000200007ed973727631
                """)),
        Frame(
            "reply-success-data",
            """
            00870f0a1b2c0001001200046c71746f7000400080000000000000010002000a000200007ed97372763100640004321a
            fa40002d00530001000e000100012a3b4c5d00005e005301002e0004000002580005001820010db80001000000000000
            0000abcd0000096000000bb8001a00190000096000000bb83820010db80f0000000000000000000000
            """,
            .sound(
                """
                LEASEQUERY-REPLY 0a1b2c base=840628800 clientid=00046c71746f700040008000000000000001 \
                serverid=000200007ed973727631 \
                client[000100012a3b4c5d00005e005301, clt=600, 2001:db8:1::abcd/128 2400/3000, 2001:db8:f00::/56 2400/3000]
                """)),
        Frame(
            "reply-success-explicit-status",
            """
            007e0f0a1b2c0001001200046c71746f7000400080000000000000010002000a000200007ed973727631000d00140000
            616374697665206c6561736520666f756e6400640004321afa40002d00320001000a0003000100005e005302002e0004
            000000050005001820010db8000100000000000000000b0b00000e0b00001c1b
            """,
            .sound(
                """
                LEASEQUERY-REPLY 0a1b2c base=840628800 status=Success 'active lease found' \
                clientid=00046c71746f700040008000000000000001 serverid=000200007ed973727631 \
                client[0003000100005e005302, clt=5, 2001:db8:1::b0b/128 3595/7195]
                """)),
        Frame(
            "data-with-relay",
            """
            00c4110a1b2c00640004321afa47002d00b40001000a0003000100005e005302002e0004000000000005001820010db8
            000100000000000000000b0b00000e1000001c20002f007e20010db8ffff000000000000000000020c01000000000000
            0000000000000000000020010db8ffff00000000000000000001000900480c0020010db8000100000000000000000001
            fe8000000000000002005efffe00530200120006657468312f370025000a00007ed97375622d34320035000a00030001
            00005e0053fe
            """,
            .sound(
                """
                LEASEQUERY-DATA 0a1b2c base=840628807 \
                client[0003000100005e005302, clt=0, 2001:db8:1::b0b/128 3600/7200, details=130]
                """)),
        Frame(
            "data-prefix-infinite",
            """
            0043110a1b2c00640004321afa48002d00330001000a0003000100005e005302002e000400000003001a0019ffffffff
            ffffffff3020010db80b0000000000000000000000
            """,
            .sound(
                """
                LEASEQUERY-DATA 0a1b2c base=840628808 \
                client[0003000100005e005302, clt=3, 2001:db8:b00::/48 inf/inf]
                """)),
        Frame(
            "data-released",
            """
            0046110a1b2c00640004321afa7c002d00360001000e000100012a3b4c5d00005e005301002e00040000000000050018
            20010db800010000000000000000abcd0000000000000000
            """,
            .sound(
                """
                LEASEQUERY-DATA 0a1b2c base=840628860 \
                client[000100012a3b4c5d00005e005301, clt=0, 2001:db8:1::abcd/128 0/0]
                """)),
        Frame(
            "data-expired",
            """
            0047110a1b2c00640004321b05f8002d00370001000e000100012a3b4c5d00005e005301002e000400000e10001a0019
            00000000000000003820010db80f0000000000000000000000
            """,
            .sound(
                """
                LEASEQUERY-DATA 0a1b2c base=840631800 \
                client[000100012a3b4c5d00005e005301, clt=3600, 2001:db8:f00::/56 0/0]
                """)),
        Frame(
            "data-no-leases",
            "002a110a1b2c00640004321afa7d002d001a0001000e000100012a3b4c5d00005e005301002e000400000001",
            .sound(
                """
                LEASEQUERY-DATA 0a1b2c base=840628861 client[000100012a3b4c5d00005e005301, clt=1] \
                faults=clientWithoutLease
                """)),
        Frame(
            "data-no-clt",
            """
            003a110a1b2c00640004321afa7e002d002a0001000a0003000100005e0053020005001820010db80001000000000000
            00000b0b00000dd200001be2
            """,
            .sound(
                """
                LEASEQUERY-DATA 0a1b2c base=840628862 \
                client[0003000100005e005302, 2001:db8:1::b0b/128 3538/7138]
                """)),
        Frame(
            "keepalive",
            "000c110a1b2c00640004321afa7c",
            .sound("LEASEQUERY-DATA 0a1b2c base=840628860")),
        Frame(
            "keepalive-bare",
            "0004110a1b2c",
            .sound("LEASEQUERY-DATA 0a1b2c")),
        Frame(
            "catchup-complete",
            "0012110a1b2c000d0002000d00640004321afa42",
            .sound("LEASEQUERY-DATA 0a1b2c base=840628802 status=CatchUpComplete")),
        Frame(
            "catchup-complete-with-data",
            """
            004c110a1b2c000d0006000d646f6e6500640004321afa42002d00320001000a0003000100005e005302002e00040000
            00050005001820010db8000100000000000000000b0b00000e0b00001c1b
            """,
            .sound(
                """
                LEASEQUERY-DATA 0a1b2c base=840628802 status=CatchUpComplete 'done' \
                client[0003000100005e005302, clt=5, 2001:db8:1::b0b/128 3595/7195]
                """)),
        Frame(
            "reply-data-missing",
            """
            00470f0a1b2c0001001200046c71746f7000400080000000000000010002000a000200007ed973727631000d0013000c
            686973746f727920746f6f2073686f727400640004321afa40
            """,
            .sound(
                """
                LEASEQUERY-REPLY 0a1b2c base=840628800 status=DataMissing 'history too short' \
                clientid=00046c71746f700040008000000000000001 serverid=000200007ed973727631
                """)),
        Frame(
            "data-data-missing",
            "0022110a1b2c000d0012000c686973746f72792061676564206f757400640004321afa44",
            .sound("LEASEQUERY-DATA 0a1b2c base=840628804 status=DataMissing 'history aged out'")),
        Frame(
            "done-query-terminated",
            "0026100a1b2c000d0016000b736572766572207368757474696e6720646f776e00640004321afa9a",
            .sound(
                """
                LEASEQUERY-DONE 0a1b2c base=840628890 status=QueryTerminated 'server shutting down'
                """)),
        Frame(
            "reply-not-supported",
            """
            002e0f0a1b2c0001001200046c71746f7000400080000000000000010002000a000200007ed973727631000d0002000e
            """,
            .sound(
                """
                LEASEQUERY-REPLY 0a1b2c status=NotSupported clientid=00046c71746f700040008000000000000001 \
                serverid=000200007ed973727631
                """)),
        Frame(
            "reply-malformed",
            """
            004d0f0a1b2c0001001200046c71746f7000400080000000000000010002000a000200007ed973727631000d00190008
            4c515f454e445f54494d45206e6f7420616c6c6f77656400640004321afa40
            """,
            .sound(
                """
                LEASEQUERY-REPLY 0a1b2c base=840628800 status=MalformedQuery 'LQ_END_TIME not allowed' \
                clientid=00046c71746f700040008000000000000001 serverid=000200007ed973727631
                """)),
        Frame(
            "reply-not-allowed",
            """
            002e0f0a1b2c0001001200046c71746f7000400080000000000000010002000a000200007ed973727631000d0002000a
            """,
            .sound(
                """
                LEASEQUERY-REPLY 0a1b2c status=NotAllowed clientid=00046c71746f700040008000000000000001 \
                serverid=000200007ed973727631
                """)),
        Frame(
            "reply-not-configured",
            """
            00430f0d0e0f0001001200046c71746f7000400080000000000000010002000a000200007ed973727631000d00170009
            6e6f74206120636f6e66696775726564206c696e6b
            """,
            .sound(
                """
                LEASEQUERY-REPLY 0d0e0f status=NotConfigured 'not a configured link' \
                clientid=00046c71746f700040008000000000000001 serverid=000200007ed973727631
                """)),
        Frame(
            "reply-unknown-query-type",
            """
            002e0f0d0e0f0001001200046c71746f7000400080000000000000010002000a000200007ed973727631000d00020007
            """,
            .sound(
                """
                LEASEQUERY-REPLY 0d0e0f status=UnknownQueryType clientid=00046c71746f700040008000000000000001 \
                serverid=000200007ed973727631
                """)),
        Frame(
            "bulk-by-address",
            """
            00510e0d0e0f0001001200046c71746f700040008000000000000001000600020064002c002d01000000000000000000
            000000000000000005001820010db800010000000000000000abcd0000000000000000
            """,
            .sound("LEASEQUERY 0d0e0f clientid=00046c71746f700040008000000000000001")),
        Frame(
            "bulk-by-clientid",
            """
            00470e0d0e0f0001001200046c71746f700040008000000000000001000600020064002c002302000000000000000000
            000000000000000001000e000100012a3b4c5d00005e005301
            """,
            .sound("LEASEQUERY 0d0e0f clientid=00046c71746f700040008000000000000001")),
        Frame(
            "bulk-by-relay-id",
            """
            00430e0d0e0f0001001200046c71746f700040008000000000000001000600020064002c001f03000000000000000000
            000000000000000035000a0003000100005e0053fe
            """,
            .sound("LEASEQUERY 0d0e0f clientid=00046c71746f700040008000000000000001")),
        Frame(
            "bulk-by-link",
            """
            003b0e0d0e0f0001001200046c71746f700040008000000000000001000600020064002c00170420010db80001000000
            0000000000000100060002002f
            """,
            .sound("LEASEQUERY 0d0e0f clientid=00046c71746f700040008000000000000001")),
        Frame(
            "bulk-by-link-all",
            """
            003b0e0d0e0f0001001200046c71746f700040008000000000000001000600020064002c001704000000000000000000
            0000000000000000060002002f
            """,
            .sound("LEASEQUERY 0d0e0f clientid=00046c71746f700040008000000000000001")),
        Frame(
            "bulk-by-remote-id",
            """
            00430e0d0e0f0001001200046c71746f700040008000000000000001000600020064002c001f05000000000000000000
            000000000000000025000a00007ed97375622d3432
            """,
            .sound("LEASEQUERY 0d0e0f clientid=00046c71746f700040008000000000000001")),
        Frame(
            "bulk-recovery",
            """
            004b0e0d0e0f0001001200046c71746f700040008000000000000001000600020064002c00170420010db80001000000
            0000000000000100060002002f00650004321aec3000660004321afa40
            """,
            .sound("LEASEQUERY 0d0e0f clientid=00046c71746f700040008000000000000001")),
        Frame(
            "bulk-reply-first",
            """
            006a0f0d0e0f0001001200046c71746f7000400080000000000000010002000a000200007ed97372763100640004321a
            fa40002d00360001000e000100012a3b4c5d00005e005301002e0004000002580005001820010db80001000000000000
            0000abcd0000096000000bb8
            """,
            .sound(
                """
                LEASEQUERY-REPLY 0d0e0f base=840628800 clientid=00046c71746f700040008000000000000001 \
                serverid=000200007ed973727631 \
                client[000100012a3b4c5d00005e005301, clt=600, 2001:db8:1::abcd/128 2400/3000]
                """)),
        Frame(
            "bulk-reply-empty",
            """
            00300f0d0e0f0001001200046c71746f7000400080000000000000010002000a000200007ed97372763100640004321a
            fa40
            """,
            .sound(
                """
                LEASEQUERY-REPLY 0d0e0f base=840628800 clientid=00046c71746f700040008000000000000001 \
                serverid=000200007ed973727631
                """)),
        Frame(
            "bulk-done",
            "000c100d0e0f00640004321afa41",
            .sound("LEASEQUERY-DONE 0d0e0f base=840628801")),
        Frame(
            "bulk-done-bare",
            "0004100d0e0f",
            .sound("LEASEQUERY-DONE 0d0e0f")),
        Frame(
            "unknown-option",
            """
            004d110a1b2c00640004321afa49fde90003010203002d0036fde900000001000a0003000100005e005302002e000400
            0000010005001820010db8000100000000000000000b0b00000e0f00001c1f
            """,
            .sound(
                """
                LEASEQUERY-DATA 0a1b2c base=840628809 \
                client[0003000100005e005302, clt=1, 2001:db8:1::b0b/128 3599/7199, details=4]
                """)),
        Frame(
            "invalid-size-zero",
            "0000",
            .framingLost(WireError(.messageTooShort(announced: 0), at: 0))),
        Frame(
            "invalid-size-three",
            "0003110a1b",
            .framingLost(WireError(.messageTooShort(announced: 3), at: 0))),
        Frame(
            "invalid-option-overrun",
            "000c110a1b2c006400ff321afa40",
            .discarded(WireError(.optionOverrun(announced: 255, present: 4), at: 4, in: .baseTime))),
        Frame(
            "invalid-nested-overrun",
            "0016110a1b2c002d0006002e0008000000640004321afa40",
            .discarded(WireError(.optionOverrun(announced: 8, present: 2), at: 8, in: .clientLastTransactionTime))),
        Frame(
            "invalid-trailing-bytes",
            "000e110a1b2c00640004321afa400000",
            .discarded(WireError(.leftoverOctets(2), at: 12))),
        Frame(
            "invalid-base-time-length",
            "000b110a1b2c00640003321afa",
            .sound("LEASEQUERY-DATA 0a1b2c faults=optionLength")),
        Frame(
            "invalid-xid",
            "000a10ffffff000d0002000b",
            .sound("LEASEQUERY-DONE ffffff status=QueryTerminated")),
    ]
}
