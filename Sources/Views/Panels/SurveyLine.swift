import LeasequerySession

/// What the rows below were counted over, and when.
enum SurveyLine {
    static func draw(_ dashboard: Dashboard, now: Moment, in line: Rect, into surface: inout Surface) {
        let words = SurveyWords.status(dashboard, now: now)
        surface.put(words.text, x: line.x + 2, y: line.y, width: line.width - 3, Style(words.role))
    }
}
