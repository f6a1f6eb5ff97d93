internal import Contracts
internal import ServiceRuntime

/// The range of time that a read asks for, in whole minutes.
///
/// `window=24h` is the range back from now, or from `end=`, or on from `start=`; with both of these it does not count. The end is
/// exclusive.
struct TimeRange: Equatable {
    let start: Timestamp
    let end: Timestamp

    /// The parameters that this reads.
    static let parameters: Set<String> = ["window", "start", "end"]

    /// The range of a request without any of them.
    static let defaultWindow = Duration.seconds(86_400)

    init(start: Timestamp, end: Timestamp) {
        self.start = start
        self.end = end
    }

    init(_ query: Query, now: Timestamp) throws {
        let window = try query["window"].map { try Self.duration($0, name: "window") }
        let start = try query["start"].map { try Self.time($0, name: "start") }
        let end = try query["end"].map { try Self.time($0, name: "end") }
        switch (start, end) {
        case (let start?, let end?): self.init(start: start, end: end)
        case (let start?, nil): self.init(start: start, end: window.map { start.advanced(by: $0) } ?? Self.minuteAfter(now))
        case (nil, let end?): self.init(start: end.advanced(by: .zero - (window ?? Self.defaultWindow)), end: end)
        case (nil, nil):
            let end = Self.minuteAfter(now)
            self.init(start: end.advanced(by: .zero - (window ?? Self.defaultWindow)), end: end)
        }
        guard self.start < self.end else { throw Problem.parameter("end", "must be after start") }
    }

    /// The bucket that suits the length of the range when a request names none.
    var defaultStep: Duration {
        switch end.elapsed(since: start) {
        case ...Duration.seconds(2 * 3_600): .seconds(60)
        case ...Duration.seconds(12 * 3_600): .seconds(300)
        case ...Duration.seconds(7 * 86_400): .seconds(3_600)
        default: .seconds(86_400)
        }
    }

    /// Reads `step=`.
    func step(_ query: Query) throws -> Duration {
        guard let text = query["step"] else { return defaultStep }
        let step = try Self.duration(text, name: "step")
        guard step >= .seconds(60), step.wholeNanos % Timestamp.nanosPerMinute == 0 else {
            throw Problem.parameter("step", "must be a whole number of minutes, such as 1m or 1h")
        }
        return step
    }

    static func duration(_ text: String, name: String) throws -> Duration {
        guard let duration = Duration(settingText: text), duration > .zero else {
            throw Problem.parameter(name, "must be \(Duration.allowedText)")
        }
        return duration
    }

    static func time(_ text: String, name: String) throws -> Timestamp {
        guard let time = Timestamp(rfc3339: text) else {
            throw Problem.parameter(name, "must be RFC 3339 with a time zone, such as 2025-11-25T10:00:00Z (write + as %2B)")
        }
        return time
    }

    /// The end of the minute that goes on now, so that the newest events are within the range.
    private static func minuteAfter(_ now: Timestamp) -> Timestamp {
        now.floored(toNanos: Timestamp.nanosPerMinute).advanced(by: .seconds(60))
    }
}
