/// What `driftwatch check` answers. The coding keys are the contract of its JSON.
package struct CheckReport: Codable, Sendable, Equatable {
    /// `OK`, `WARNING` or `CRITICAL`; `INSUFFICIENT` where nothing could be judged.
    package var globalStatus: String
    /// The most drifted first.
    package var driftedFeatures: [String]
    /// Feature, then metric, to its score.
    package var perFeatureMetrics: [String: [String: Score]]
    package var dataset: Dataset
    package var quality: Quality
    package var chunks: [Chunk]
    package var timestamps: Timestamps
    package var modelVersion: String?
    /// `dw1:` and 32 hexadecimal digits: a hash of the columns' names, forms and values, whatever the files' format. Against
    /// accidents, not against forgers.
    package var referenceDataHash: String
    package var productionDataHash: String
    /// Feature to its distributions: what the pictures are drawn from.
    package var distributions: [String: Distribution]
    /// What the reader should know: methods left out and why, rows refused, columns not looked at.
    package var notes: [String]

    /// One metric of one feature.
    package struct Score: Codable, Sendable, Equatable {
        /// nil unless `state` is `ok`.
        package var value: Double?
        /// Of the test itself: see `pValueAdjusted`.
        package var pValue: Double?
        /// What is held against the threshold, where it is not the value itself.
        package var effect: Double?
        package var threshold: Double
        package var thresholdCritical: Double
        package var drifted: Bool
        /// `low`, `medium`, `high`; nil unless `state` is `ok`.
        package var severity: String?
        package var nReference: Int
        package var nCurrent: Int
        /// `ok`, `insufficient`, `no_reference`, `not_applicable`.
        package var state: String
        /// How far a value that comes from bins or a sketch can lie from the one of the rows; nil: exact.
        package var errorBound: Double?
        /// What no drift at all would give on average; PSI only.
        package var noiseFloor: Double?
        /// Whether this metric decides on the feature.
        package var deciding: Bool
        /// The p-value after correction over the features, which is held against alpha; `pValue` is the test's own.
        package var pValueAdjusted: Double? = nil
    }

    /// Of all features together.
    package struct Dataset: Codable, Sendable, Equatable {
        package var features: Int
        package var drifted: Int
        /// drifted / features judged.
        package var share: Double
        /// The share from which on the status is critical.
        package var criticalShare: Double
        package var nReference: Int
        package var nCurrent: Int
        /// `benjamini_hochberg`, `bonferroni` or `none`.
        package var correction: String
        package var alpha: Double
        /// Scores of the whole, by metric: `domain_classifier`.
        package var metrics: [String: Score]
        /// Feature to its share in the domain classifier's decision; sums to 1.
        package var importances: [String: Double]?
        /// Group to metric to score: PSI of the prediction within the group.
        package var groups: [String: [String: Score]]?
    }

    /// Data quality: of the columns, and findings in words.
    package struct Quality: Codable, Sendable, Equatable {
        package var columns: [String: Column]
        package var findings: [Finding]
        /// Rows that stand more than once; nil where it was not asked for.
        package var duplicateRowsReference: Int?
        package var duplicateRowsCurrent: Int?

        package struct Column: Codable, Sendable, Equatable {
            /// `numeric` or `categorical`.
            package var type: String
            package var missingReference: Double
            package var missingCurrent: Double
            package var infiniteReference: Int?
            package var infiniteCurrent: Int?
            package var distinctReference: Int?
            package var distinctCurrent: Int?
            package var minimumReference: Double?
            package var maximumReference: Double?
            package var minimumCurrent: Double?
            package var maximumCurrent: Double?
            package var meanReference: Double?
            package var meanCurrent: Double?
        }

        package struct Finding: Codable, Sendable, Equatable {
            /// `missing_column`, `new_column`, `type_change`, `out_of_range`, `constant`, `missing_values`, `new_categories`, `duplicates`.
            package var kind: String
            package var column: String?
            package var severity: String
            package var message: String
        }
    }

    /// A stretch of time of the production data.
    package struct Chunk: Codable, Sendable, Equatable {
        /// RFC 3339, UTC; the end is not part of it.
        package var start: String
        package var end: String
        package var n: Int
        package var status: String
        package var driftedFeatures: [String]
        package var perFeatureMetrics: [String: [String: Score]]
        /// Whether enough chunks in a row agree for the status to count.
        package var confirmed: Bool?
    }

    /// RFC 3339, UTC.
    package struct Timestamps: Codable, Sendable, Equatable {
        package var created: String
        package var referenceStart: String?
        package var referenceEnd: String?
        package var productionStart: String?
        package var productionEnd: String?
    }

    /// Shares of the same bins.
    package struct Distribution: Codable, Sendable, Equatable {
        /// `numeric` or `categorical`.
        package var type: String
        /// Inner edges of a number's bins, ascending: one fewer than shares. Nil for categories.
        package var edges: [Double]?
        /// The ends of what was seen, for drawing the open end bins.
        package var minimum: Double?
        package var maximum: Double?
        /// Names of a category's bins.
        package var labels: [String]?
        package var reference: [Double]
        package var current: [Double]
    }
}
