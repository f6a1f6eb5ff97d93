/// What a mark says, in the dashboard's words: always a sign with a word, never a colour alone.
enum Level: Int, Comparable, CaseIterable {
    case unknown, ok, warning, critical

    /// Of a severity: `low`, `medium`, `high`.
    init(severity: String?) {
        switch severity {
        case "high": self = .critical
        case "medium": self = .warning
        case "low": self = .ok
        default: self = .unknown
        }
    }

    /// Of a finding of data quality: a `low` one is neither good nor bad news.
    init(finding severity: String) {
        self = severity == "high" ? .critical : severity == "medium" ? .warning : .unknown
    }

    /// Of a status: `OK`, `WARNING`, `CRITICAL`.
    init(status: String) {
        switch status {
        case "CRITICAL": self = .critical
        case "WARNING": self = .warning
        case "OK": self = .ok
        default: self = .unknown
        }
    }

    /// For the stylesheet and the names of signs.
    var name: String {
        switch self {
        case .unknown: "unknown"
        case .ok: "ok"
        case .warning: "warning"
        case .critical: "critical"
        }
    }

    /// Of a feature.
    var word: String {
        switch self {
        case .unknown: "No verdict"
        case .ok: "Stable"
        case .warning: "Warning"
        case .critical: "Critical"
        }
    }

    /// Of a whole check.
    var title: String {
        switch self {
        case .unknown: "Too few rows"
        case .ok: "No drift"
        case .warning: "Some drift"
        case .critical: "Critical drift"
        }
    }

    static func < (one: Level, other: Level) -> Bool { one.rawValue < other.rawValue }
}
