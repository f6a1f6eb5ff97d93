package import ServiceRuntime

/// What the ingest service can be told.
package enum IngestSettings {
    /// How many batches of a stream are stored at once.
    package static let batchesInFlight = Setting(
        "ingest.batches-in-flight", default: 16, "batches of one stream that may be on their way to the log", in: 1...1_024)

    /// How many deployments a project may register.
    package static let deploymentsPerProject = Setting(
        "ingest.deployments-per-project", default: 10_000, "deployments that events of one project may register",
        in: 1...1_000_000)

    /// All of the above.
    package static let all = [AnySetting(batchesInFlight), AnySetting(deploymentsPerProject)]
}
