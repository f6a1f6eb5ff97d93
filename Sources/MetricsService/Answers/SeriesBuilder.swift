internal import Contracts
internal import ProfileStore
internal import Protos
internal import Statistics

/// Sorts what was read into steps of slices and computes their values.
struct SeriesBuilder {
    let range: QueryRange
    let evaluator: MetricEvaluator
    let reference: Reference?
    let now: Timestamp

    /// The points of every slice in the contents, by time. Steps without events are left out.
    func points(_ contents: WindowContents, hoursAreSeries: Bool) throws -> [String: [Driftwatch_V1_Point]] {
        var sums: [String: [Int64: ProfileSum]] = [:]
        for cell in contents.cells + (hoursAreSeries ? [] : contents.hours) {
            let step = range.stepStart(of: cell.start)
            try sums[cell.slice, default: [:]][step, default: ProfileSum(reference: reference)].add(cell)
        }
        var points: [String: [Driftwatch_V1_Point]] = [:]
        for (slice, steps) in sums {
            points[slice] = steps.map { step, sum in
                point(step, evaluator.value(sum, nanos: elapsed(range.part(ofStepAt: step))))
            }
        }
        for value in contents.series {
            points[value.slice, default: []].append(point(value.hour, MetricValue(value, thresholds: evaluator.thresholds)))
        }
        return points.mapValues { points in points.sorted { $0.timeUnixNanos < $1.timeUnixNanos } }
    }

    /// The value over the whole range of one slice.
    func total(_ contents: WindowContents, slice: String) throws -> Driftwatch_V1_Value {
        var sum = ProfileSum(reference: reference)
        for cell in contents.cells + contents.hours where cell.slice == slice { try sum.add(cell) }
        return evaluator.value(sum, nanos: elapsed(range.start..<range.end)).message
    }

    /// How much of a part of the range has passed.
    private func elapsed(_ part: Range<Int64>) -> Int64 {
        now.nanos > part.lowerBound && now.nanos < part.upperBound
            ? now.nanos - part.lowerBound : part.upperBound - part.lowerBound
    }

    private func point(_ step: Int64, _ value: MetricValue) -> Driftwatch_V1_Point {
        var point = Driftwatch_V1_Point()
        point.timeUnixNanos = step
        point.value = value.message
        point.open = step + range.stepNanos > now.nanos
        return point
    }
}
