import DHCPv6Wire

extension Redactor {
    public func redacted(_ row: BindingRow) -> BindingRow {
        var row = row
        row.prefix = redacted(row.prefix)
        row.duid = redacted(row.duid)
        row.details = redacted(details: row.details)
        if let partner = row.partner { row.partner?.duid = redacted(partner.duid) }
        return row
    }

    public func redacted(_ change: ChangeRow) -> ChangeRow {
        var change = change
        change.prefix = redacted(change.prefix)
        change.duid = redacted(change.duid)
        change.previousDUID = change.previousDUID.map(redacted)
        return change
    }

    public func redacted(_ report: BindingReport) -> BindingReport {
        var report = report
        report.subject.prefix = redacted(report.subject.prefix)
        report.row = report.row.map(redacted)
        report.changes = report.changes.map(redacted)
        return report
    }

    public func redacted(_ client: ClientRow) -> ClientRow {
        var client = client
        client.duid = redacted(client.duid)
        client.details = redacted(details: client.details)
        return client
    }

    public func redacted(_ alarm: Alarm) -> Alarm {
        guard case .storm(var storm) = alarm.cause else { return alarm }
        storm.clients = storm.clients.map { share in
            // The beginning of a DUID is no DUID, and has no pseudonym that would be found elsewhere.
            StormReport.Share(redacted(share.who), isPart: share.isPart, atLeast: share.atLeast)
        }
        storm.links = storm.links.map { StormReport.Share(redacted($0.who), isPart: $0.isPart, atLeast: $0.atLeast) }
        storm.networks = storm.networks.map {
            StormReport.Share(redacted($0.who), isPart: $0.isPart, atLeast: $0.atLeast)
        }
        var alarm = alarm
        alarm.cause = .storm(storm)
        return alarm
    }

    public func redacted(_ entry: LogEntry) -> LogEntry {
        var entry = entry
        switch entry.event {
        case .alarmRaised(let alarm): entry.event = .alarmRaised(redacted(alarm))
        case .alarmCleared(let alarm): entry.event = .alarmCleared(redacted(alarm))
        default: break
        }
        return entry
    }

    public func redacted(_ news: LogTail.News) -> LogTail.News {
        switch news {
        case .entry(let entry): .entry(redacted(entry))
        case .repeated(let entry, let more): .repeated(redacted(entry), more: more)
        case .lost: news
        }
    }
}
