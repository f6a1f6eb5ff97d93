/// What `driftwatch evaluate` answers. The coding keys are the contract of its JSON.
package struct EvaluationReport: Codable, Sendable, Equatable {
    /// `binary`, `multiclass`, `regression`, `ranking`, `policy` or `experiment`.
    package var task: String
    /// Rows (queries of a ranking) that the metrics rest on.
    package var n: Int
    /// nil where a metric is not defined for the data.
    package var metrics: [String: Double?]
    package var intervals: [String: Interval]
    package var slices: [Slice]
    package var fairness: [String: Fairness]?
    package var reliability: [ReliabilityBin]?
    /// Everything that the reader should know: rows without a label, queries without relevant documents, metrics that are not defined.
    package var notes: [String]

    package struct Interval: Codable, Sendable, Equatable {
        package var low: Double
        package var high: Double
        /// 0 to 1.
        package var level: Double
        /// `bootstrap`, `delong`, `wilson`, `student_t`, `confidence_sequence`.
        package var method: String
    }

    package struct Slice: Codable, Sendable, Equatable {
        /// As the user wrote it: `region=NA`, `age>60`.
        package var slice: String
        package var n: Int
        package var metrics: [String: Double?]
    }

    /// Of one attribute.
    package struct Fairness: Codable, Sendable, Equatable {
        package var metrics: [String: Double?]
        package var intervals: [String: Interval]
        /// Group to its rows and rates.
        package var groups: [String: Group]
        package var smallestGroup: Int

        package struct Group: Codable, Sendable, Equatable {
            package var n: Int
            package var metrics: [String: Double?]
        }
    }

    package struct ReliabilityBin: Codable, Sendable, Equatable {
        package var lower: Double
        package var upper: Double
        package var n: Int
        /// Mean score and share of positives in the bin; nil where it is empty.
        package var confidence: Double?
        package var accuracy: Double?
    }
}
