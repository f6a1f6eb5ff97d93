internal import Glibc
package import Logging
package import ServiceLifecycle
internal import UnixSignals

/// Runs a process's components until one ends or the process is told to stop.
package enum Lifecycle {
    /// Starts the components in order and waits. SIGTERM or SIGINT stops them gracefully in reverse order; a second signal ends
    /// the process at once with status 1, and so does a shutdown that outlasts its time-out, with status 70.
    ///
    /// - Throws: what the first component that failed threw; the others are cancelled then.
    package static func run(_ services: [any Service], shutdownTimeout: Duration = .seconds(30), logger: Logger) async throws {
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        var configuration = ServiceGroupConfiguration(
            services: services.map { .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup) }, logger: quiet)
        configuration.maximumGracefulShutdownDuration = shutdownTimeout
        let group = ServiceGroup(configuration: configuration)
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
        try await withThrowingTaskGroup(of: Bool.self) { tasks in
            tasks.addTask {
                try await group.run()
                return true
            }
            tasks.addTask {
                await obey(signals, group: group, shutdownTimeout: shutdownTimeout, logger: logger)
                return false
            }
            while let ended = try await tasks.next(), !ended {}
            tasks.cancelAll()
        }
    }

    private static func obey(
        _ signals: UnixSignalsSequence, group: ServiceGroup, shutdownTimeout: Duration, logger: Logger
    ) async {
        await withTaskGroup(of: Void.self) { tasks in
            var isStopping = false
            for await signal in signals {
                if isStopping {
                    logger.warning("second signal: stopping at once", metadata: ["signal": "\(signal)"])
                    exit(ExitStatus.badNews)
                }
                isStopping = true
                logger.info("stopping", metadata: ["signal": "\(signal)"])
                await group.triggerGracefulShutdown()
                tasks.addTask {
                    do { try await Task.sleep(for: shutdownTimeout + .seconds(5)) } catch { return }
                    logger.error("shutdown took too long: stopping at once")
                    exit(ExitStatus.fault)
                }
            }
            tasks.cancelAll()
        }
    }
}
