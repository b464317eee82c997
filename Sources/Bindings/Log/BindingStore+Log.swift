import LeasequerySession

// What was seen and done, for people.
extension BindingStore {
    /// Writes down what an event is worth, and what it has made of the holes; to be called once it is noted.
    mutating func log(_ event: SessionEvent, of server: ServerID) {
        var newest: Moment?
        for (line, at) in news[server.rawValue].lines(for: event) {
            eventLog.add(line, of: server, at: at)
            newest = at
        }
        logHoles(of: server.rawValue, at: newest ?? event.moment)
    }

    /// Writes down what has come of holes, clocks and the state file meanwhile. To be called once a second.
    mutating func logFindings(at now: Moment) {
        if let keeping, !keeping.isSame(as: keepingLogged) { eventLog.add(.keeping(keeping), at: now) }
        keepingLogged = keeping
        for server in healths.indices {
            logHoles(of: server, at: now)
            for step in news[server].lines(for: healths[server].clockSteps) { log(step, of: server) }
        }
    }

    /// Writes down which alarms came and went.
    mutating func logAlarms(since before: [Alarm], at now: Moment) {
        for alarm in watch.book.alarms {
            let old = before.first { $0.id == alarm.id }
            if alarm.isOpen, old.map({ $0.severity < alarm.severity }) ?? true {
                eventLog.add(.alarmRaised(alarm), of: alarm.server, at: now)
            } else if !alarm.isOpen, old?.isOpen == true {
                eventLog.add(.alarmCleared(alarm), of: alarm.server, at: now)
            }
        }
    }

    private mutating func logHoles(of server: Int, at now: Moment) {
        for line in news[server].lines(for: healths[server].ledger.holes) {
            eventLog.add(line, of: ServerID(rawValue: server), at: now)
        }
    }

    /// Each feed finds the steps of our own clock by itself: one line is enough.
    private mutating func log(_ step: ClockStep, of server: Int) {
        guard step.isOurs else {
            return eventLog.add(.clockStep(step), of: ServerID(rawValue: server), at: step.step.at)
        }
        let isTold = eventLog.entries.suffix(healths.count * 4).contains { entry in
            guard case .clockStep(let told) = entry.event else { return false }
            return told.isOurs && told.step.kind == step.step.kind
                && max(entry.at.since(step.step.at), step.step.at.since(entry.at)) < .seconds(10)
        }
        if !isTold { eventLog.add(.clockStep(step), at: step.step.at) }
    }
}

extension LiveStore {
    /// Writes down something that was seen or done elsewhere in the program.
    public func record(_ event: LogEvent, of server: ServerID? = nil, at now: Moment) {
        change { store in
            store.eventLog.add(event, of: server, at: now)
            return true
        }
    }
}

extension KeepingStatus {
    /// Whether nothing has changed but how far loading is.
    fileprivate func isSame(as other: KeepingStatus?) -> Bool {
        if case .loading = self, case .loading? = other { return true }
        return self == other
    }
}

extension ClockStep {
    fileprivate var isOurs: Bool { [.localStep, .suspendOrCommon].contains(step.kind) }
}
