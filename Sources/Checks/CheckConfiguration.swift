package import FileProfiles
package import Statistics

/// What to compare and how.
package struct CheckConfiguration: Sendable {
    /// What the columns are.
    package var roles = ColumnRoles()
    /// Column with the true class or value.
    package var label: String?
    /// Column within whose values the prediction's drift is looked at too.
    package var group: String?
    /// Column with each row's time.
    package var timestamp: String?
    /// How the production rows are cut into chunks; nil: not at all.
    package var chunk: ChunkRule?
    /// Metrics, thresholds, levels. A feature has drifted when any of the metrics says so. Without metrics each column gets those whose
    /// thresholds are set, or else the one that suits it: `DriftMetric.automatic`.
    package var drift: DriftAnalysis.Configuration = {
        var drift = DriftAnalysis.Configuration()
        drift.metrics = []
        drift.decidingMetric = nil
        drift.correction = .benjaminiHochberg
        return drift
    }()
    /// Whether to train a classifier to tell the two sides apart.
    package var usesClassifier = false
    /// A chunk's status counts when `required` of the last `length` chunks agree.
    package var confirmation: (required: Int, length: Int)?
    /// Whether the thresholds of chunks come from the reference's own chunks: mean ± 3 standard deviations.
    package var thresholdsFromReference = false
    /// Whether to count rows that stand more than once, which takes a pass over all columns.
    package var countsDuplicates = false
    /// What is written into the report as the model's version.
    package var modelVersion: String?
    /// Bytes of values held at a time, about; one column of both sides is held in any case.
    package var memory = 384 << 20
    /// Threads; nil: one a core.
    package var threads: Int?
    /// Rows of a batch that is read.
    package var batchRows = 65_536

    package init() {}

    /// Among the metrics, the one of all columns together.
    package static let classifierName = "domain_classifier"
}

/// How rows are cut into chunks.
package enum ChunkRule: Sendable, Equatable {
    /// As many seconds each, from a whole number of them since the Unix epoch on.
    case seconds(Int64)
    /// Calendar months, UTC.
    case months(Int)
    /// As many rows each, in the file's order.
    case rows(Int)

    /// From `1h`, `6h`, `1d`, `1w` (from Mondays), `1M`, or a number of rows; nil for anything else.
    package init?(_ text: String) {
        guard let last = text.last else { return nil }
        if let rows = Int(text) {
            guard rows > 0 else { return nil }
            self = .rows(rows)
            return
        }
        guard let count = Int64(text.dropLast()), count > 0, count < 100_000 else { return nil }
        switch last {
        case "m": self = .seconds(count * 60)
        case "h": self = .seconds(count * 3_600)
        case "d": self = .seconds(count * 86_400)
        case "w": self = .seconds(count * 604_800)
        case "M": self = .months(Int(count))
        default: return nil
        }
    }
}
