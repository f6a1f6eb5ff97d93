import MetricsService
import Testing

private let minute: Int64 = 60_000_000_000
private let hour = 60 * minute

@Suite struct ReadPlanTests {
    @Test func cleanHoursAreReadWholeAndTheEdgesByCells() {
        let plan = ReadPlan(30 * minute..<4 * hour + minute, dirty: [], wholeHours: true)
        #expect(plan.hours == [hour..<4 * hour])
        #expect(plan.cells == [30 * minute..<hour, 4 * hour..<4 * hour + minute])
    }

    @Test func dirtyHoursAreReadByCells() {
        let plan = ReadPlan(0..<5 * hour, dirty: [hour, 2 * hour, 4 * hour, 9 * hour], wholeHours: true)
        #expect(plan.hours == [0..<hour, 3 * hour..<4 * hour])
        #expect(plan.cells == [hour..<3 * hour, 4 * hour..<5 * hour])
    }

    @Test func fineStepsAndShortRangesNeedCells() {
        #expect(
            ReadPlan(0..<5 * hour, dirty: [], wholeHours: false)
                == ReadPlan(0..<5 * hour, dirty: [0, hour, 2 * hour, 3 * hour, 4 * hour], wholeHours: true))
        #expect(ReadPlan(minute..<hour - minute, dirty: [], wholeHours: true).cells == [minute..<hour - minute])
    }

    /// Every minute is covered exactly once, by one of the two.
    @Test(arguments: 0..<50) func coversEachMinuteOnce(seed: Int64) {
        let start = (seed * 37 % 130) * minute
        let end = start + (1 + seed * 53 % 400) * minute
        let dirty = Set((0..<10).filter { $0 * seed % 3 == 1 }.map { $0 * hour })
        let plan = ReadPlan(start..<end, dirty: dirty, wholeHours: true)
        for time in stride(from: start - hour, to: end + hour, by: Int64.Stride(minute)) {
            let readers = (plan.hours + plan.cells).count { $0.contains(time) }
            #expect(readers == ((start..<end).contains(time) ? 1 : 0), "seed \(seed), minute \(time / minute)")
        }
        #expect(plan.hours.allSatisfy { $0.lowerBound % hour == 0 && $0.upperBound % hour == 0 })
    }
}

@Suite struct QueryRangeTests {
    @Test func stepsLieOnAGridFromTheEpoch() throws {
        let range = try QueryRange(start: 90 * minute + 1, end: 200 * minute + 1, stepNanos: hour)
        #expect((range.start, range.end) == (90 * minute, 201 * minute))
        #expect(range.stepCount == 3)
        #expect(range.stepStart(of: range.start) == hour)
        #expect(range.part(ofStepAt: hour) == 90 * minute..<2 * hour)
        #expect(range.part(ofStepAt: 3 * hour) == 3 * hour..<201 * minute)
    }

    @Test(
        arguments: [
            (5, 5, minute, "empty"), (6, 5, minute, "empty"), (0, 1, 0, "multiple of a minute"),
            (0, 1, -minute, "multiple of a minute"),
            (0, 1, minute + 1, "multiple of a minute"), (0, 10_001 * minute, minute, "10001 steps"),
            (.min, .max, minute, "out of bounds"),
            (-8_499_999_999_000_000_000, 8_499_999_999_000_000_000, minute, "out of bounds"),
            (-4_399_999_999_000_000_000, 4_399_999_999_000_000_000, minute, "steps"),
            (-4_399_999_999_000_000_000, 0, .max - .max % minute, "3660 days"),
        ] as [(Int64, Int64, Int64, String)])
    func badRangesAreRefusedInWords(start: Int64, end: Int64, step: Int64, words: String) {
        let error = #expect(throws: QueryError.self) { try QueryRange(start: start, end: end, stepNanos: step) }
        #expect(error?.description.contains(words) == true, "\(String(describing: error))")
    }
}
