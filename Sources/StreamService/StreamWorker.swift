package import Contracts
package import EventLog
package import Logging
package import Postgres
internal import ProfileStore
internal import ServiceLifecycle

/// The work of a `stream` process: takes its share of the log's partitions and counts, closes hours, backfills, folds.
package struct StreamWorker: Service {
    /// What bounds the work; the defaults are those of production.
    package struct Configuration: Sendable {
        package var consumer = PartitionConsumer.Configuration()
        package var hours = HourCloser.Configuration()
        package var upkeep = Upkeep.Configuration()
        /// How often leases are looked after, and hours and backfills when there is nothing to do.
        package var interval: Duration = .seconds(1)

        /// The defaults.
        package init() {}
    }

    /// What has been counted since the start.
    package let activity = StreamActivity()
    private let log: PostgresEventLog
    private let store: ProfileStore
    private let configuration: Configuration
    private let clock: WallClock
    private let logger: Logger

    /// A worker over a pool whose role is `driftwatch_stream`, and which has at least four connections.
    package init(
        log: PostgresEventLog, pool: PostgresPool, configuration: Configuration = Configuration(), clock: WallClock = .system,
        logger: Logger
    ) {
        self.log = log
        self.configuration = configuration
        self.clock = clock
        self.logger = logger
        store = ProfileStore(pool: pool)
    }

    /// Works until the task is cancelled or told to shut down. What is counted but not committed then is counted again by the
    /// next process.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await leases.run() }
                group.addTask {
                    await Upkeep(log: log, store: store, configuration: configuration.upkeep, clock: clock, logger: logger).run()
                }
            }
        }
    }

    private var leases: PartitionLeases {
        PartitionLeases(
            pool: store.pool, partitionCount: log.partitionCount, interval: configuration.interval, logger: logger
        ) { partition in
            await activity.working {
                await withDiscardingTaskGroup { group in
                    group.addTask { await consumer(partition).run() }
                    group.addTask { await closeHours(partition) }
                    group.addTask { await backfill(partition) }
                }
            }
        }
    }

    private func consumer(_ partition: Int) -> PartitionConsumer {
        PartitionConsumer(
            partition: partition, log: log, store: store, configuration: configuration.consumer, activity: activity, clock: clock,
            logger: logger)
    }

    private func closeHours(_ partition: Int) async {
        let closer = HourCloser(
            partition: partition, store: store, configuration: configuration.hours, clock: clock, logger: logger)
        await repeatedly("closing hours") { try await closer.round() >= configuration.hours.hours }
    }

    private func backfill(_ partition: Int) async {
        let backfiller = Backfiller(
            partition: partition, log: log, store: store, sliceKeys: configuration.consumer.sliceKeys, clock: clock,
            logger: logger)
        await repeatedly("a backfill") { try await backfiller.round() }
    }

    /// Runs rounds until the task is cancelled, at once again while there is more to do.
    private func repeatedly(_ what: String, _ round: () async throws -> Bool) async {
        while !Task.isCancelled {
            var hasMore = false
            do {
                hasMore = try await round()
            } catch {
                if Task.isCancelled { return }
                logger.warning("\(what) was interrupted: trying again", metadata: ["error": "\(error)"])
            }
            if !hasMore { try? await Task.sleep(for: configuration.interval) }
        }
    }
}
