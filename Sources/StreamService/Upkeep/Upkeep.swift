package import Contracts
package import EventLog
package import Logging
package import ProfileStore

/// Keeps the tables small: folds rows of one cell, old minutes into hours and hours into days, and removes what nobody needs; lets
/// the log drop the days past its retention.
package struct Upkeep: Sendable {
    /// When what is folded and removed.
    package struct Configuration: Sendable {
        /// How long a cell must have been quiet before its rows become one.
        package var quiet: Duration = .seconds(10)
        /// How long minutes are kept, from when they were stored.
        package var minutes: Duration = .seconds(48 * 3_600)
        /// How long hours are kept.
        package var hours: Duration = .seconds(90 * 86_400)
        /// How often rows are folded.
        package var interval: Duration = .seconds(5)
        /// How often the rest is done.
        package var slowInterval: Duration = .seconds(300)
        /// Cells folded in one transaction.
        package var cells = 256

        /// The defaults.
        package init() {}
    }

    private let log: PostgresEventLog
    private let store: ProfileStore
    private let configuration: Configuration
    private let clock: WallClock
    private let logger: Logger

    /// The upkeep of a store, by whichever of several processes gets to it first.
    package init(log: PostgresEventLog, store: ProfileStore, configuration: Configuration, clock: WallClock, logger: Logger) {
        self.log = log
        self.store = store
        self.configuration = configuration
        self.clock = clock
        self.logger = logger
    }

    /// Runs until the task is cancelled.
    package func run() async {
        var lastSlow = Timestamp.epoch
        while !Task.isCancelled {
            _ = await succeeds("folding") { try await fold() }
            if clock.now.elapsed(since: lastSlow) >= configuration.slowInterval, await upkeepOfOld() { lastSlow = clock.now }
            try? await Task.sleep(for: configuration.interval)
        }
    }

    /// What need not be done often. Each part is tried whatever becomes of the others, so that a cell that cannot be folded keeps
    /// nothing from being pruned. Whether all succeeded.
    private func upkeepOfOld() async -> Bool {
        let isFolded = await succeeds("folding old cells") { try await foldOld() }
        let isPruned = await succeeds("pruning") {
            let horizon = PruneHorizon(now: clock.now, logRetention: log.configuration.retention)
            while try await store.prune(horizon) >= 10_000 { try Task.checkCancellation() }
        }
        let isMaintained = await succeeds("the log's retention") {
            let progress = try await store.progress()
            try await log.maintain(
                readOffsets: Dictionary(uniqueKeysWithValues: progress.map { ($0.partition, $0.processedOffset) }))
        }
        return isFolded && isPruned && isMaintained
    }

    private func succeeds(_ what: String, _ body: () async throws -> Void) async -> Bool {
        do {
            try await body()
            return true
        } catch {
            if !Task.isCancelled { logger.warning("\(what) was interrupted: trying again", metadata: ["error": "\(error)"]) }
            return false
        }
    }

    /// Makes the rows of each quiet cell one, and the sketches of each quiet hour.
    package func fold() async throws {
        let quietSince = clock.now.advanced(by: .zero - configuration.quiet)
        while try await store.foldDeltas(quietSince: quietSince, limit: configuration.cells) == configuration.cells {
            try Task.checkCancellation()
        }
        while try await store.foldSketches(quietSince: quietSince, limit: configuration.cells) == configuration.cells {
            try Task.checkCancellation()
        }
    }

    /// Makes old minutes hours and old hours days.
    package func foldOld() async throws {
        let steps: [(Resolution, Resolution, Duration)] = [
            (.minute, .hour, configuration.minutes), (.hour, .day, configuration.hours),
        ]
        for (fine, coarse, age) in steps {
            let storedBefore = clock.now.advanced(by: .zero - age)
            while try await store.foldWindows(from: fine, to: coarse, storedBefore: storedBefore, limit: 64) == 64 {
                try Task.checkCancellation()
            }
        }
    }
}
