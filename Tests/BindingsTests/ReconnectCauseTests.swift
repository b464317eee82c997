import Testing

@testable import Bindings
@testable import LeasequerySession

/// Why connections had to be made anew.
struct ReconnectCauseTests {
    private func history(_ body: (inout ConnectionHistory) -> Void) -> ConnectionHistory {
        var history = ConnectionHistory()
        body(&history)
        return history
    }

    @Test("a reconnect counts for the end of the connection before, not for attempts that failed between")
    func cause() {
        let history = history { history in
            history.connected(at: Clock.at(0))
            history.ended(.receiveTimeout(.seconds(120)), wasAccepted: true, at: Clock.at(1))
            history.ended(.unreachable("Connection refused"), wasAccepted: false, at: Clock.at(2))
            history.connected(at: Clock.at(3))
        }
        #expect(history.reconnects(after: .silence) == 1)
        #expect(history.reconnects(after: .unreachable) == 0)
    }

    @Test("the first connection is none, whatever was tried before")
    func first() {
        let history = history { history in
            history.ended(.unreachable("Connection refused"), wasAccepted: false, at: Clock.at(0))
            history.connected(at: Clock.at(1))
        }
        #expect(ConnectionEnd.Cause.allCases.allSatisfy { history.reconnects(after: $0) == 0 })
    }

    @Test("the causes come to as many reconnects as there were")
    func sum() {
        var store = BindingStore()
        let server = ServerID(rawValue: 0)
        for second in 0..<9 {
            store.note(.connected(at: Clock.at(second * 2)), from: server)
            let end: ConnectionEnd = second.isMultiple(of: 3) ? .closedByServer("") : .receiveTimeout(.seconds(120))
            store.note(.ended(end, at: Clock.at(second * 2 + 1)), from: server)
        }
        let report = store.serverReports(at: Clock.at(20))[0]
        let counts = ConnectionEnd.Cause.allCases.map { report.connection.history.reconnects(after: $0) }
        #expect(counts.reduce(0, +) == report.reconnects && report.reconnects == 8)
        #expect(report.connection.history.reconnects(after: .closedByServer) == 3)
    }
}
