/// When each row of the production file is said to have happened: each year over eight hours of the last 24, in file order.
struct Timetable {
    /// Nanoseconds since the epoch, one a row, ascending.
    let times: [Int64]

    /// - Parameters:
    ///   - years: one a row, ascending.
    ///   - end: the last instant, nanoseconds since the epoch; no row is later.
    init(years: [Int64], end: Int64) {
        let distinct = Set(years).sorted()
        let span: Int64 = 24 * 3600 * 1_000_000_000
        let share = span / Int64(max(distinct.count, 1))
        var counts: [Int64: Int64] = [:]
        for year in years { counts[year, default: 0] += 1 }
        let places = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, Int64($0)) })
        var seen: [Int64: Int64] = [:]
        times = years.map { year in
            let index = seen[year, default: 0]
            seen[year] = index + 1
            let start = end - span + places[year]! * share
            return start + Int64(Double(share) * (Double(index) + 0.5) / Double(counts[year]!))
        }
    }
}
