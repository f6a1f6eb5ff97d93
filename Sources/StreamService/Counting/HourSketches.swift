internal import Contracts
internal import ProfileStore
internal import Statistics

/// Quantile sketches of numeric features over the hours that events happened in.
struct HourSketches {
    private struct Key: Hashable {
        var hour: Int64
        var feature: ExactText
    }

    private var sketches: [Key: QuantileSketch] = [:]
    /// Rows of the batch that are counted, in runs of one hour.
    private var runs: [(hour: Int64, rows: [Int])] = []

    /// Prepares for the columns of a batch.
    mutating func begin(_ times: [Int64], skipped: [Bool]) {
        runs.removeAll(keepingCapacity: true)
        var hour: Int64 = .min
        var end: Int64 = .min
        for row in times.indices where !skipped[row] {
            if times[row] < hour || times[row] >= end {
                hour = Timestamp(nanos: times[row]).floored(toNanos: Timestamp.nanosPerHour).nanos
                end = hour + Timestamp.nanosPerHour
                runs.append((hour, []))
            }
            runs[runs.count - 1].rows.append(row)
        }
    }

    /// Adds a column of the batch.
    mutating func update(_ feature: ExactText, contentsOf numbers: [Double]) {
        for run in runs {
            let key = Key(hour: run.hour, feature: feature)
            var sketch = sketches.removeValue(forKey: key) ?? QuantileSketch()
            for row in run.rows { sketch.update(numbers[row]) }
            sketches[key] = sketch
        }
    }

    /// What has gathered since the last call, without sketches that hold nothing.
    mutating func take(_ deployment: DeploymentKey) -> [NewSketch] {
        defer { sketches.removeAll() }
        return sketches.filter { $0.value.count > 0 }.map { key, sketch in
            NewSketch(deployment: deployment, feature: key.feature.description, hour: key.hour, sketch: sketch.encode())
        }
    }
}
