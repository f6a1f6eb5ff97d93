internal import Contracts

/// A range of event time cut into steps on a grid that begins at the epoch.
package struct QueryRange: Equatable, Sendable {
    /// The most steps that one query may ask for.
    package static let stepLimit = 10_000

    /// First minute of the range.
    package let start: Int64
    /// The minute after its last.
    package let end: Int64
    /// Length of a step.
    package let stepNanos: Int64

    /// The range from `start` to `end` (exclusive), widened to whole minutes.
    ///
    /// Throws when the range is empty, the step is no multiple of a minute, or there are more than `stepLimit` steps.
    package init(start: Int64, end: Int64, stepNanos: Int64) throws(QueryError) {
        guard start < end else {
            throw .invalid(
                "the range is empty: its start (\(Timestamp(nanos: start))) must be before its end (\(Timestamp(nanos: end)))")
        }
        guard start > -Self.farthest, end < Self.farthest else {
            throw .invalid("the range is out of bounds: ask for times between the years 1831 and 2109")
        }
        guard stepNanos > 0, stepNanos % Timestamp.nanosPerMinute == 0 else {
            throw .invalid("the step is \(stepNanos) ns: it must be a positive multiple of a minute")
        }
        guard stepNanos <= Self.longestStep else {
            throw .invalid("the step is \(stepNanos / Timestamp.nanosPerDay) days long: it may be of 3660 days at most")
        }
        self.start = Timestamp(nanos: start).floored(toNanos: Timestamp.nanosPerMinute).nanos
        self.end = Timestamp(nanos: end + Timestamp.nanosPerMinute - 1).floored(toNanos: Timestamp.nanosPerMinute).nanos
        self.stepNanos = stepNanos
        guard stepCount <= Self.stepLimit else {
            throw .invalid(
                "the range has \(stepCount) steps, at most \(Self.stepLimit) are answered: take a longer step or a shorter range")
        }
    }

    /// How many steps of the grid the range touches.
    package var stepCount: Int {
        let first = stepStart(of: start)
        return Int(((end - 1 - first) / stepNanos) + 1)
    }

    /// The start of the step that a time belongs to, on the grid.
    package func stepStart(of time: Int64) -> Int64 {
        Timestamp(nanos: time).floored(toNanos: stepNanos).nanos
    }

    /// The part of a step that lies within the range.
    package func part(ofStepAt stepStart: Int64) -> Range<Int64> {
        max(stepStart, start)..<min(stepStart + stepNanos, end)
    }

    /// Whether hours fit into steps, so that numbers and sums of whole hours can be used.
    package var stepsAreHours: Bool { stepNanos % Timestamp.nanosPerHour == 0 }

    // Chosen so that no difference of times, widened by a step on each side, leaves 64 bits.
    private static let farthest: Int64 = 4_400_000_000 * Timestamp.nanosPerSecond
    private static let longestStep: Int64 = 3_660 * Timestamp.nanosPerDay
}
