package import Logging

/// What a process gives its components: configuration, log, metrics and readiness.
package struct Runtime: Sendable {
    /// The checked configuration.
    package let configuration: ServiceConfiguration
    /// The process's log.
    package let logger: Logger
    /// The process's metrics, with what the kernel knows of the process.
    package let metrics: MetricsRegistry
    /// Where components register what readiness means for them.
    package let readiness: Readiness

    /// Makes the log, metrics and readiness that a configuration asks for.
    package init(configuration: ServiceConfiguration, output: LogOutput = .standardError) {
        self.configuration = configuration
        let service = configuration.service
        let level = Logger.Level(rawValue: configuration[CommonSettings.logLevel]) ?? .info
        let format: LogFormat =
            switch configuration[CommonSettings.logFormat] {
            case "json": .json
            case "text": .text
            default: output.isTerminal ? .text : .json
            }
        logger = Logger(label: service) { _ in
            ServiceLogHandler(service: service, level: level, format: format, output: output)
        }
        metrics = MetricsRegistry()
        ProcessMetrics.register(in: metrics)
        readiness = Readiness()
    }
}
