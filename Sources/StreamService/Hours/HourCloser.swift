package import Contracts
package import Logging
package import ProfileStore
internal import Statistics

/// Computes the sums and numbers of hours that have ended, and again of those that late events have touched.
package struct HourCloser: Sendable {
    /// When an hour is computed.
    package struct Configuration: Sendable {
        /// How long after its end an hour may still be waited for.
        package var grace: Duration = .seconds(5)
        /// How long an hour must have been quiet.
        package var quiet: Duration = .seconds(2)
        /// How long an hour may stay dirty however busy it is.
        package var patience: Duration = .seconds(60)
        /// Hours of one round.
        package var hours = 64

        /// The defaults.
        package init() {}
    }

    package let partition: Int
    private let store: ProfileStore
    private let configuration: Configuration
    private let clock: WallClock
    private let logger: Logger

    /// A closer of one partition's hours.
    package init(partition: Int, store: ProfileStore, configuration: Configuration, clock: WallClock, logger: Logger) {
        self.partition = partition
        self.store = store
        self.configuration = configuration
        self.clock = clock
        self.logger = logger
    }

    /// Closes the hours that are due, and says how many it closed.
    package func round() async throws -> Int {
        let now = clock.now
        let hours = try await store.hoursToClose(
            partition: partition, endedBefore: now.advanced(by: .zero - configuration.grace),
            quietSince: now.advanced(by: .zero - configuration.quiet),
            dirtySince: now.advanced(by: .zero - configuration.patience), limit: configuration.hours)
        var closed = 0
        var references: [DeploymentKey: (version: Int, reference: Reference)?] = [:]
        for hour in hours {
            try Task.checkCancellation()
            if references[hour.deployment] == nil { references[hour.deployment] = try await reference(of: hour.deployment) }
            if try await close(hour, against: references[hour.deployment] ?? nil) { closed += 1 }
        }
        return closed
    }

    private func reference(of deployment: DeploymentKey) async throws -> (version: Int, reference: Reference)? {
        guard let record = try await store.latestReference(of: deployment, isActive: true, project: nil) else { return nil }
        return (record.version, try await store.reference(record, project: nil))
    }

    private func close(_ hour: DirtyHour, against active: (version: Int, reference: Reference)?) async throws -> Bool {
        let contents = try await store.contents(of: hour)
        let version = active?.version ?? 0
        let cells = try HourCells(contents.cells, reference: active?.reference, referenceVersion: version)
        var series: [SeriesValue] = []
        if !contents.isFinal {
            series = try HourSeries.plain(cells.plain, hour: hour.start)
            if let active {
                series += try HourSeries.drift(cells.binned, reference: active.reference, version: version, hour: hour.start)
            }
        }
        return try await store.close(hour, sums: cells.sums(referenceVersion: version), series: series)
    }
}
