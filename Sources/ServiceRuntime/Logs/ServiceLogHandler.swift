package import Contracts
package import Logging

/// Writes log lines of one service as JSON or as text.
///
/// Times are UTC with microseconds. A line is written whole or not at all; nothing is buffered.
package struct ServiceLogHandler: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    package var logLevel: Logger.Level
    private let service: String
    private let format: LogFormat
    private let output: LogOutput
    private let clock: WallClock

    /// Makes a handler.
    ///
    /// - Parameters:
    ///   - service: what `service` says in each line.
    ///   - level: the least severe lines that are written.
    ///   - clock: what each line's time is taken from.
    package init(
        service: String, level: Logger.Level = .info, format: LogFormat, output: LogOutput = .standardError,
        clock: WallClock = .system
    ) {
        self.service = service
        self.logLevel = level
        self.format = format
        self.output = output
        self.clock = clock
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided) { _, new in new } }
        if let given = event.metadata { all.merge(given) { _, new in new } }
        if let error = event.error { all["error"] = "\(error)" }
        let ts = Timestamp(nanos: clock.now.nanos / 1_000 * 1_000).rfc3339
        let line =
            switch format {
            case .json:
                LogLine.json(ts: ts, level: event.level, service: service, message: event.message.description, metadata: all)
            case .text:
                LogLine.text(ts: ts, level: event.level, service: service, message: event.message.description, metadata: all)
            }
        output.write(Array((line + "\n").utf8))
    }
}
