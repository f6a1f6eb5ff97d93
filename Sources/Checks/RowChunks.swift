internal import Columnar
internal import Foundation

/// The chunks of a file's rows.
struct RowChunks: Sendable {
    struct Chunk: Sendable, Equatable {
        /// Nanoseconds since the Unix epoch; for chunks of rows the first and last row's numbers.
        var start: Int64
        var end: Int64
        var rows: Int
    }

    /// In ascending order; those without rows are left out.
    let chunks: [Chunk]
    /// The chunk of each row, -1 where the row has no time.
    let chunkOfRow: [Int32]
    /// Rows without a time.
    let untimed: Int
    let isTimed: Bool
    /// nil for chunks of rows, or where no row has a time.
    let span: TimeSpan?

    var count: Int { chunks.count }

    /// Chunks of as many rows each.
    init(rows: Int, of size: Int) {
        let count = (rows + size - 1) / size
        chunks = (0..<count).map {
            Chunk(start: Int64($0 * size), end: Int64(min(rows, ($0 + 1) * size)), rows: min(size, rows - $0 * size))
        }
        chunkOfRow = (0..<rows).map { Int32($0 / size) }
        untimed = 0
        isTimed = false
        span = nil
    }

    /// Chunks of time; `Int64.min` is no time. nil when there would be more than 10,000.
    init?(times: [Int64], by rule: ChunkRule) {
        var places: [Int64: Int32] = [:]
        var intervals: [Chunk] = []
        var last = Chunk(start: 1, end: 0, rows: 0)
        var place: Int32 = -1
        var rows: [Int32] = []
        rows.reserveCapacity(times.count)
        var untimed = 0
        var span: TimeSpan?
        for time in times {
            if time == .min {
                untimed += 1
                rows.append(-1)
                continue
            }
            if span == nil { span = TimeSpan(time) } else { span?.extend(to: time) }
            if time < last.start || time >= last.end {
                last = Self.interval(of: time, rule)
                if let known = places[last.start] {
                    place = known
                } else {
                    guard intervals.count < 10_000 else { return nil }
                    place = Int32(intervals.count)
                    places[last.start] = place
                    intervals.append(last)
                }
            }
            intervals[Int(place)].rows += 1
            rows.append(place)
        }
        let order = intervals.indices.sorted { intervals[$0].start < intervals[$1].start }
        var rank = [Int32](repeating: 0, count: order.count)
        for (position, index) in order.enumerated() { rank[index] = Int32(position) }
        chunks = order.map { intervals[$0] }
        chunkOfRow = rows.map { $0 < 0 ? -1 : rank[Int($0)] }
        self.untimed = untimed
        self.span = span
        isTimed = true
    }

    private static func interval(of time: Int64, _ rule: ChunkRule) -> Chunk {
        let second: Int64 = 1_000_000_000
        switch rule {
        case .rows: return Chunk(start: .min, end: .max, rows: 0)
        case .seconds(let seconds):
            // The epoch was a Thursday; whole weeks begin on Mondays.
            let offset: Int64 = seconds % 604_800 == 0 ? 345_600 : 0
            let index = floorDivided(floorDivided(time, second) - offset, seconds)
            return Chunk(start: nanoseconds(index * seconds + offset), end: nanoseconds((index + 1) * seconds + offset), rows: 0)
        case .months(let months):
            var calendar = Calendar(identifier: .gregorian)
            calendar.timeZone = .gmt
            let date = Date(timeIntervalSince1970: Double(floorDivided(time, second)))
            let parts = calendar.dateComponents([.year, .month], from: date)
            let month = (parts.year ?? 1970) * 12 + (parts.month ?? 1) - 1
            let first = month - ((month % months) + months) % months
            func start(_ month: Int) -> Int64 {
                let parts = DateComponents(year: month / 12, month: month % 12 + 1, day: 1)
                return nanoseconds(Int64(calendar.date(from: parts)?.timeIntervalSince1970 ?? 0))
            }
            return Chunk(start: start(first), end: start(first + months), rows: 0)
        }
    }

    /// Times beyond what nanoseconds can hold are brought to the ends.
    private static func nanoseconds(_ seconds: Int64) -> Int64 {
        let (value, overflows) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return overflows ? (seconds < 0 ? .min : .max) : value
    }

    private static func floorDivided(_ a: Int64, _ b: Int64) -> Int64 { a % b < 0 ? a / b - 1 : a / b }
}
