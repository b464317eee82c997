import DHCPv6Wire
import Testing

@testable import LeasequerySession

struct ResumePointTests {
    private func debts(_ holes: [(Int32?, Int32?)]) -> [Debt] {
        var resume = ResumePoint()
        for (from, to) in holes {
            resume.owe(Debt(from: from.map(ServerTime.base), to: to.map(ServerTime.base)))
        }
        return resume.debts
    }

    private func debt(_ from: Int32?, _ to: Int32?) -> Debt {
        Debt(from: from.map(ServerTime.base), to: to.map(ServerTime.base))
    }

    @Test("Debts that do not touch stay apart")
    func apart() {
        #expect(debts([(0, 10), (20, 30)]) == [debt(0, 10), debt(20, 30)])
    }

    @Test("Debts that touch or overlap become one")
    func together() {
        #expect(debts([(0, 10), (10, 30)]) == [debt(0, 30)])
        #expect(debts([(0, 10), (5, 7)]) == [debt(0, 10)])
        #expect(debts([(20, 30), (10, 25)]) == [debt(10, 30)])
    }

    @Test("An open end swallows what lies beyond it")
    func open() {
        #expect(debts([(nil, 10), (5, 20)]) == [debt(nil, 20)])
        #expect(debts([(0, nil), (50, 60)]) == [debt(0, nil)])
        #expect(debts([(40, 50), (nil, 45)]) == [debt(nil, 50)])
    }

    @Test("A server that makes holes without end costs bounded room and hides none of them")
    func bounded() {
        let made = debts((0..<1_000).map { ($0 * 10, $0 * 10 + 5) })
        #expect(made.count == ResumePoint.mostDebts)
        #expect(made.last == debt(Int32(ResumePoint.mostDebts - 1) * 10, 9_995))
    }
}
