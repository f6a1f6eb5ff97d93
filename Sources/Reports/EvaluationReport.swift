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
    /// Of several classes; nil for other tasks.
    package var confusion: Confusion?
    /// Class to its precision, recall, F1 and support; nil for other tasks.
    package var perClass: [String: [String: Double?]]?
    /// The name of a TREC run; nil for anything else.
    package var run: String?
    /// Everything that the reader should know: rows without a label, queries without relevant documents, metrics that are not
    /// defined.
    package var notes: [String]

    package init(
        task: String, n: Int, metrics: [String: Double?], intervals: [String: Interval], slices: [Slice],
        fairness: [String: Fairness]?, reliability: [ReliabilityBin]?, notes: [String]
    ) {
        self.task = task
        self.n = n
        self.metrics = metrics
        self.intervals = intervals
        self.slices = slices
        self.fairness = fairness
        self.reliability = reliability
        self.notes = notes
    }

    package struct Interval: Codable, Sendable, Equatable {
        /// nil: without a bound on this side.
        package var low: Double?
        package var high: Double?
        /// 0 to 1.
        package var level: Double
        /// `bootstrap`, `bootstrap_bounded`, `delong`, `wilson`, `newcombe`, `student_t`, `delta`, `confidence_sequence`.
        package var method: String

        package init(
            low: Double? = nil, high: Double? = nil, level: Double, method: String
        ) {
            self.low = low
            self.high = high
            self.level = level
            self.method = method
        }
    }

    /// Which class was taken for which: a row for each true class, a column for each predicted one; weights where rows have them.
    package struct Confusion: Codable, Sendable, Equatable {
        package var classes: [String]
        package var counts: [[Double]]
    }

    package struct Slice: Codable, Sendable, Equatable {
        /// As the user wrote it: `region=NA`, `age>60`.
        package var slice: String
        package var n: Int
        package var metrics: [String: Double?]

        package init(
            slice: String, n: Int, metrics: [String: Double?]
        ) {
            self.slice = slice
            self.n = n
            self.metrics = metrics
        }
    }

    /// Of one attribute.
    package struct Fairness: Codable, Sendable, Equatable {
        package var metrics: [String: Double?]
        package var intervals: [String: Interval]
        /// Group to its rows and rates.
        package var groups: [String: Group]
        package var smallestGroup: Int

        package init(
            metrics: [String: Double?], intervals: [String: Interval], groups: [String: Group], smallestGroup: Int
        ) {
            self.metrics = metrics
            self.intervals = intervals
            self.groups = groups
            self.smallestGroup = smallestGroup
        }

        package struct Group: Codable, Sendable, Equatable {
            package var n: Int
            package var metrics: [String: Double?]

            package init(
                n: Int, metrics: [String: Double?]
            ) {
                self.n = n
                self.metrics = metrics
            }
        }
    }

    package struct ReliabilityBin: Codable, Sendable, Equatable {
        package var lower: Double
        package var upper: Double
        package var n: Int
        /// Mean score and share of positives (of several classes: of right answers) in the bin; nil where it is empty.
        package var confidence: Double?
        package var accuracy: Double?

        package init(
            lower: Double, upper: Double, n: Int, confidence: Double? = nil, accuracy: Double? = nil
        ) {
            self.lower = lower
            self.upper = upper
            self.n = n
            self.confidence = confidence
            self.accuracy = accuracy
        }
    }
}

// Members that readers look up without asking first are written as null where there is none; other absent members are left out.

extension EvaluationReport.Interval {
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(low, forKey: .low)
        try container.encode(high, forKey: .high)
        try container.encode(level, forKey: .level)
        try container.encode(method, forKey: .method)
    }
}

extension EvaluationReport.ReliabilityBin {
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(lower, forKey: .lower)
        try container.encode(upper, forKey: .upper)
        try container.encode(n, forKey: .n)
        try container.encode(confidence, forKey: .confidence)
        try container.encode(accuracy, forKey: .accuracy)
    }
}
