/// The sizes that what comes from outside may not exceed. Each is checked at the border, once.
package struct Limits: Hashable, Sendable {
    /// Rows of a batch.
    package var batchRows = 65_536
    /// Encoded bytes of a batch: the receive limit of gRPC's implementations unless they are told otherwise.
    package var batchBytes = 4 << 20
    /// Feature columns of a batch.
    package var features = 4_096
    /// Metadata columns of a batch.
    package var metadataKeys = 256
    /// Classes that probabilities are given for.
    package var classes = 4_096
    /// Numbers in one embedding.
    package var embeddingDimension = 16_384
    /// Items of all rows of a ranking, text list or document column together.
    package var nestedItems = 1 << 20

    /// A deployment identifier.
    package var deploymentIDBytes = 128
    /// The name of a sender.
    package var clientIDBytes = 64
    /// A request id.
    package var requestIDBytes = 256
    /// A trace id.
    package var traceIDBytes = 64
    /// A feature's name.
    package var featureNameBytes = 256
    /// A metadata key.
    package var metadataKeyBytes = 128
    /// A metadata value can become a slice, and so part of a table's key: Postgres indexes take about 2,700 bytes a row.
    package var metadataValueBytes = 1_024
    /// A model's version.
    package var modelVersionBytes = 256
    /// A prompt's version.
    package var promptVersionBytes = 256
    /// An error code.
    package var errorCodeBytes = 256
    /// A class that was predicted, or that probabilities are given for.
    package var classNameBytes = 256
    /// A category: any other entry of a dictionary.
    package var dictionaryEntryBytes = 4_096

    /// How far ahead of ours a sender's clock may be: 10 minutes.
    package var futureNanos: Int64 = 600 * Timestamp.nanosPerSecond
    /// How old an event may be on arrival: 5 years of 365.25 days.
    package var ageNanos: Int64 = 157_788_000 * Timestamp.nanosPerSecond

    /// The limits of the product.
    package static let standard = Limits()

    package init() {}
}
