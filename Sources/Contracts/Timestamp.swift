/// A point in time: nanoseconds since 1970-01-01T00:00:00Z, without leap seconds; from the year 1677 to 2262.
package struct Timestamp: Hashable, Comparable, Sendable {
    /// Nanoseconds in a second.
    package static let nanosPerSecond: Int64 = 1_000_000_000
    /// Nanoseconds in a minute.
    package static let nanosPerMinute: Int64 = 60 * nanosPerSecond
    /// Nanoseconds in an hour.
    package static let nanosPerHour: Int64 = 60 * nanosPerMinute
    /// Nanoseconds in a day.
    package static let nanosPerDay: Int64 = 24 * nanosPerHour

    /// 1970-01-01T00:00:00Z.
    package static let epoch = Timestamp(nanos: 0)

    /// Nanoseconds since the Unix epoch.
    package var nanos: Int64

    /// The point so many nanoseconds after the Unix epoch.
    package init(nanos: Int64) { self.nanos = nanos }

    package static func < (left: Timestamp, right: Timestamp) -> Bool { left.nanos < right.nanos }

    /// The point `duration` later; the last or first representable point when that is out of range.
    package func advanced(by duration: Duration) -> Timestamp {
        let (sum, overflow) = nanos.addingReportingOverflow(duration.wholeNanos)
        return overflow ? Timestamp(nanos: duration < .zero ? .min : .max) : Timestamp(nanos: sum)
    }

    /// The time from `earlier` to this point.
    package func elapsed(since earlier: Timestamp) -> Duration {
        .nanoseconds(nanos.subtractingReportingOverflow(earlier.nanos).partialValue)
    }

    /// The last multiple of a step since the epoch that is not after this point: the minute, hour or day it belongs to.
    package func floored(toNanos step: Int64) -> Timestamp {
        precondition(step > 0, "a step must be positive")
        let remainder = nanos % step
        let floor = nanos.subtractingReportingOverflow(remainder < 0 ? remainder + step : remainder)
        return Timestamp(nanos: floor.overflow ? .min : floor.partialValue)
    }
}

extension Duration {
    /// The duration in nanoseconds, held within `Int64`.
    package var wholeNanos: Int64 {
        let (seconds, attoseconds) = components
        let (nanos, overflow) = seconds.multipliedReportingOverflow(by: Timestamp.nanosPerSecond)
        let (sum, sumOverflow) = nanos.addingReportingOverflow(attoseconds / 1_000_000_000)
        guard overflow || sumOverflow else { return sum }
        return self < .zero ? .min : .max
    }
}
