internal import Contracts

/// Which stored sums answer a range: whole clean hours by their hour sums, all other time by the cells themselves.
package struct ReadPlan: Equatable, Sendable {
    /// Hours that are read as a whole.
    package let hours: [Range<Int64>]
    /// Times whose cells are read.
    package let cells: [Range<Int64>]

    /// Plans a range. `dirty` are the starts of the hours whose sums are not up to date. With `wholeHours` false every hour
    /// is read by its cells.
    package init(_ range: Range<Int64>, dirty: Set<Int64>, wholeHours: Bool) {
        guard wholeHours else {
            (hours, cells) = ([], [range])
            return
        }
        let hour = Timestamp.nanosPerHour
        let first = Timestamp(nanos: range.lowerBound + hour - 1).floored(toNanos: hour).nanos
        let last = Timestamp(nanos: range.upperBound).floored(toNanos: hour).nanos
        guard first < last else {
            (hours, cells) = ([], [range])
            return
        }
        let dirtyInside = dirty.filter { $0 >= first && $0 < last }.sorted()
        var cells = [range.lowerBound..<first] + dirtyInside.map { $0..<$0 + hour } + [last..<range.upperBound]
        cells = cells.filter { !$0.isEmpty }
        var hours: [Range<Int64>] = []
        var next = first
        for start in dirtyInside + [last] {
            if next < start { hours.append(next..<start) }
            next = start + hour
        }
        self.hours = hours
        self.cells = ReadPlan.joined(cells)
    }

    /// The ranges with neighbours made one.
    private static func joined(_ ranges: [Range<Int64>]) -> [Range<Int64>] {
        ranges.reduce(into: []) { result, range in
            if let last = result.last, last.upperBound == range.lowerBound {
                result[result.count - 1] = last.lowerBound..<range.upperBound
            } else {
                result.append(range)
            }
        }
    }
}
