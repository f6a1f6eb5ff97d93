package import Contracts

/// The events of one deployment as columns, most of them where they lie in the message. Made by `InferenceBatchReader`.
///
/// A column is absent or has `count` rows. Values of refused rows are there, and mean nothing.
package struct ColumnarBatch: Sendable {
    /// Whose events these are.
    package internal(set) var deploymentID = placeholder
    /// False until the deployment has been read; the last one stays to be compared with.
    var hasDeployment = false
    /// Rows.
    package internal(set) var count = 0
    /// When each event happened: nanoseconds since the Unix epoch. Never absent.
    package internal(set) var times: [Int64] = []
    /// Never absent.
    package internal(set) var requestIDs = TextColumn()
    /// At most 64 bytes each.
    package internal(set) var traceIDs = TextColumn()
    /// The version that answered.
    package internal(set) var modelVersions = DictionaryColumn()
    /// What the model answered.
    package internal(set) var prediction = PredictionColumns()
    /// What the model was given; a name once for each type.
    package internal(set) var features: [FeatureColumn] = []
    /// Milliseconds; NaN: not measured.
    package internal(set) var latencies = NumberColumn()
    /// Missing: the inference succeeded.
    package internal(set) var errorCodes = DictionaryColumn()
    /// What the sender adds: cohort, A/B bucket, …; a key once.
    package internal(set) var metadata: [MetadataColumn] = []
    /// Prompts, responses, context, tokens.
    package internal(set) var languageModel = LanguageModelColumns()
    /// The rows that are not taken, in order.
    package internal(set) var refused: [RefusedRow] = []

    /// How many rows are taken.
    package var acceptedCount: Int { count - refused.count }

    /// The metadata of a key, or nil when the batch has none.
    package func metadata(_ key: MetadataKey) -> DictionaryColumn? {
        metadata.first { $0.key == key }?.values
    }

    init() {}

    mutating func reset() {
        count = 0
        hasDeployment = false
        requestIDs.reset()
        traceIDs.reset()
        modelVersions.reset()
        prediction.reset()
        latencies.reset()
        errorCodes.reset()
        languageModel.reset()
        refused = []
    }

    private static let placeholder = DeploymentID("none")!
}
