package import Contracts
package import ServiceRuntime

/// How ingest behaves.
package struct IngestConfiguration: Sendable {
    /// Batches of one stream that may be on their way to the log at once. Default 16.
    package var batchesInFlight = 16
    /// Deployments that one project may register. Default 10,000.
    package var deploymentsPerProject = 10_000
    /// What a batch may have. The product's limits unless a test wants others.
    package var limits = Limits.standard

    /// The largest message that ingest's server must take: a full batch in its request. A larger one ends its call with
    /// RESOURCE_EXHAUSTED.
    package static let receiveBytesMax = Limits.standard.batchBytes + 64 << 10

    package init() {}

    /// Takes the values of a process's configuration.
    package init(_ configuration: ServiceConfiguration) {
        batchesInFlight = configuration[IngestSettings.batchesInFlight]
        deploymentsPerProject = configuration[IngestSettings.deploymentsPerProject]
    }
}
