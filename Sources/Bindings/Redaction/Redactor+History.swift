extension Redactor {
    public func redacted(_ answer: HistoryAnswer) -> HistoryAnswer {
        var answer = answer
        switch answer.question.subject {
        case .prefix(let prefix): answer.question.subject = .prefix(redacted(prefix))
        case .client(let duid): answer.question.subject = .client(redacted(duid))
        case .linkLayerAddress: answer.question.subject = .linkLayerAddress([])
        }
        answer.rows = answer.rows.map(redacted)
        answer.before = answer.before.map(redacted)
        answer.after = answer.after.map(redacted)
        return answer
    }

    private func redacted(_ row: HistoryAnswer.Row) -> HistoryAnswer.Row {
        var row = row
        row.prefix = redacted(row.prefix)
        row.span.duid = redacted(row.span.duid)
        return row
    }
}
