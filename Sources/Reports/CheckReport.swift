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

    package init(
        globalStatus: String, driftedFeatures: [String], perFeatureMetrics: [String: [String: Score]], dataset: Dataset,
        quality: Quality, chunks: [Chunk], timestamps: Timestamps, modelVersion: String? = nil, referenceDataHash: String,
        productionDataHash: String, distributions: [String: Distribution], notes: [String]
    ) {
        self.globalStatus = globalStatus
        self.driftedFeatures = driftedFeatures
        self.perFeatureMetrics = perFeatureMetrics
        self.dataset = dataset
        self.quality = quality
        self.chunks = chunks
        self.timestamps = timestamps
        self.modelVersion = modelVersion
        self.referenceDataHash = referenceDataHash
        self.productionDataHash = productionDataHash
        self.distributions = distributions
        self.notes = notes
    }

    /// One metric of one feature.
    package struct Score: Codable, Sendable, Equatable {
        /// nil unless `state` is `ok`.
        package var value: Double?
        /// Of the test itself: see `pValueAdjusted`.
        package var pValue: Double?
        /// What is held against the threshold, where it is not the value itself.
        package var effect: Double?
        /// nil: this metric is shown and judges nothing.
        package var threshold: Double?
        package var thresholdCritical: Double?
        /// The member that the threshold is a limit of: `value`, `effect`, `p_value` or `p_value_adjusted` (drifted below it).
        package var thresholdOf: String?
        package var drifted: Bool
        /// `low`, `medium`, `high`; nil unless `state` is `ok`.
        package var severity: String?
        package var nReference: Int
        package var nCurrent: Int
        /// `ok`, `insufficient`, `no_reference`, `not_applicable`.
        package var state: String
        /// How far a value that comes from bins or a sketch can lie from the one of the rows; nil: exact.
        package var errorBound: Double?
        /// What no drift at all would give on average; of a score without a p-value.
        package var noiseFloor: Double?
        /// Three standard deviations above it: a value up to here is no drift.
        package var noiseLimit: Double?
        /// Whether this metric decides on the feature.
        package var deciding: Bool
        /// The p-value after correction over the features, which is held against alpha; `pValue` is the test's own.
        package var pValueAdjusted: Double?

        package init(
            value: Double? = nil, pValue: Double? = nil, effect: Double? = nil, threshold: Double? = nil,
            thresholdCritical: Double? = nil, thresholdOf: String? = nil, drifted: Bool, severity: String? = nil, nReference: Int,
            nCurrent: Int,
            state: String, errorBound: Double? = nil, noiseFloor: Double? = nil, noiseLimit: Double? = nil, deciding: Bool,
            pValueAdjusted: Double? = nil
        ) {
            self.value = value
            self.pValue = pValue
            self.effect = effect
            self.threshold = threshold
            self.thresholdCritical = thresholdCritical
            self.thresholdOf = thresholdOf
            self.drifted = drifted
            self.severity = severity
            self.nReference = nReference
            self.nCurrent = nCurrent
            self.state = state
            self.errorBound = errorBound
            self.noiseFloor = noiseFloor
            self.noiseLimit = noiseLimit
            self.deciding = deciding
            self.pValueAdjusted = pValueAdjusted
        }
    }

    /// Of all features together.
    package struct Dataset: Codable, Sendable, Equatable {
        package var features: Int
        package var drifted: Int
        /// drifted / features judged; nil where none was.
        package var share: Double?
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

        package init(
            features: Int, drifted: Int, share: Double? = nil, criticalShare: Double, nReference: Int, nCurrent: Int,
            correction: String, alpha: Double, metrics: [String: Score], importances: [String: Double]?,
            groups: [String: [String: Score]]?
        ) {
            self.features = features
            self.drifted = drifted
            self.share = share
            self.criticalShare = criticalShare
            self.nReference = nReference
            self.nCurrent = nCurrent
            self.correction = correction
            self.alpha = alpha
            self.metrics = metrics
            self.importances = importances
            self.groups = groups
        }
    }

    /// Data quality: of the columns, and findings in words.
    package struct Quality: Codable, Sendable, Equatable {
        package var columns: [String: Column]
        package var findings: [Finding]
        /// Rows that stand more than once; nil where it was not asked for.
        package var duplicateRowsReference: Int?
        package var duplicateRowsCurrent: Int?

        package init(
            columns: [String: Column], findings: [Finding], duplicateRowsReference: Int? = nil, duplicateRowsCurrent: Int? = nil
        ) {
            self.columns = columns
            self.findings = findings
            self.duplicateRowsReference = duplicateRowsReference
            self.duplicateRowsCurrent = duplicateRowsCurrent
        }

        package struct Column: Codable, Sendable, Equatable {
            /// `numeric` or `categorical`.
            package var type: String
            /// Share of the rows; nil where the file has no such column or no rows.
            package var missingReference: Double?
            package var missingCurrent: Double?
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

            package init(
                type: String, missingReference: Double? = nil, missingCurrent: Double? = nil, infiniteReference: Int? = nil,
                infiniteCurrent: Int? = nil, distinctReference: Int? = nil, distinctCurrent: Int? = nil,
                minimumReference: Double? = nil, maximumReference: Double? = nil, minimumCurrent: Double? = nil,
                maximumCurrent: Double? = nil,
                meanReference: Double? = nil, meanCurrent: Double? = nil
            ) {
                self.type = type
                self.missingReference = missingReference
                self.missingCurrent = missingCurrent
                self.infiniteReference = infiniteReference
                self.infiniteCurrent = infiniteCurrent
                self.distinctReference = distinctReference
                self.distinctCurrent = distinctCurrent
                self.minimumReference = minimumReference
                self.maximumReference = maximumReference
                self.minimumCurrent = minimumCurrent
                self.maximumCurrent = maximumCurrent
                self.meanReference = meanReference
                self.meanCurrent = meanCurrent
            }
        }

        package struct Finding: Codable, Sendable, Equatable {
            /// `missing_column`, `new_column`, `type_change`, `out_of_range`, `constant`, `missing_values`, `new_categories`,
            /// `duplicates`.
            package var kind: String
            package var column: String?
            package var severity: String
            package var message: String

            package init(
                kind: String, column: String? = nil, severity: String, message: String
            ) {
                self.kind = kind
                self.column = column
                self.severity = severity
                self.message = message
            }
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

        package init(
            start: String, end: String, n: Int, status: String, driftedFeatures: [String],
            perFeatureMetrics: [String: [String: Score]], confirmed: Bool? = nil
        ) {
            self.start = start
            self.end = end
            self.n = n
            self.status = status
            self.driftedFeatures = driftedFeatures
            self.perFeatureMetrics = perFeatureMetrics
            self.confirmed = confirmed
        }
    }

    /// RFC 3339, UTC.
    package struct Timestamps: Codable, Sendable, Equatable {
        package var created: String
        package var referenceStart: String?
        package var referenceEnd: String?
        package var productionStart: String?
        package var productionEnd: String?

        package init(
            created: String, referenceStart: String? = nil, referenceEnd: String? = nil, productionStart: String? = nil,
            productionEnd: String? = nil
        ) {
            self.created = created
            self.referenceStart = referenceStart
            self.referenceEnd = referenceEnd
            self.productionStart = productionStart
            self.productionEnd = productionEnd
        }
    }

    /// Shares of the same bins, of the values that are there: how many are missing stands in `quality.columns`.
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

        package init(
            type: String, edges: [Double]?, minimum: Double? = nil, maximum: Double? = nil, labels: [String]?,
            reference: [Double], current: [Double]
        ) {
            self.type = type
            self.edges = edges
            self.minimum = minimum
            self.maximum = maximum
            self.labels = labels
            self.reference = reference
            self.current = current
        }
    }
}

// Members that readers look up without asking first are written as null where there is none; other absent members are left out.

extension CheckReport {
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(globalStatus, forKey: .globalStatus)
        try container.encode(driftedFeatures, forKey: .driftedFeatures)
        try container.encode(perFeatureMetrics, forKey: .perFeatureMetrics)
        try container.encode(dataset, forKey: .dataset)
        try container.encode(quality, forKey: .quality)
        try container.encode(chunks, forKey: .chunks)
        try container.encode(timestamps, forKey: .timestamps)
        try container.encode(modelVersion, forKey: .modelVersion)
        try container.encode(referenceDataHash, forKey: .referenceDataHash)
        try container.encode(productionDataHash, forKey: .productionDataHash)
        try container.encode(distributions, forKey: .distributions)
        try container.encode(notes, forKey: .notes)
    }
}

extension CheckReport.Score {
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(value, forKey: .value)
        try container.encodeIfPresent(pValue, forKey: .pValue)
        try container.encodeIfPresent(pValueAdjusted, forKey: .pValueAdjusted)
        try container.encodeIfPresent(effect, forKey: .effect)
        try container.encode(threshold, forKey: .threshold)
        try container.encode(thresholdCritical, forKey: .thresholdCritical)
        try container.encodeIfPresent(thresholdOf, forKey: .thresholdOf)
        try container.encode(drifted, forKey: .drifted)
        try container.encode(severity, forKey: .severity)
        try container.encode(nReference, forKey: .nReference)
        try container.encode(nCurrent, forKey: .nCurrent)
        try container.encode(state, forKey: .state)
        try container.encodeIfPresent(errorBound, forKey: .errorBound)
        try container.encodeIfPresent(noiseFloor, forKey: .noiseFloor)
        try container.encodeIfPresent(noiseLimit, forKey: .noiseLimit)
        try container.encode(deciding, forKey: .deciding)
    }
}
