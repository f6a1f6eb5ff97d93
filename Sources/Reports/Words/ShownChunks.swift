/// The chunks that a short report shows: all, or of many those that drifted, the worst and then the latest first, and the latest others;
/// in the order of time.
struct ShownChunks {
    let chunks: [CheckReport.Chunk]
    /// The start of each, as short as it can be told apart.
    let labels: [String]
    private let left: (count: Int, drifted: Int)

    init(_ all: [CheckReport.Chunk], limit: Int) {
        let shown: [Int]
        if all.count <= limit + 10 {
            shown = Array(all.indices)
        } else {
            func weight(_ index: Int) -> (Int, Int) { (max(Level(status: all[index].status), .ok).rawValue, index) }
            shown = all.indices.sorted { weight($0) > weight($1) }.prefix(limit).sorted()
        }
        chunks = shown.map { all[$0] }
        labels = Moment.labels(chunks.map(\.start))
        func drifted(_ chunks: [CheckReport.Chunk]) -> Int { chunks.count { Level(status: $0.status) >= .warning } }
        left = (all.count - shown.count, drifted(all) - drifted(chunks))
    }

    /// What is not shown and where it is; nil when all are.
    var rest: String? {
        guard left.count > 0 else { return nil }
        let drifted = left.drifted > 0 ? ", \(NumberText.count(left.drifted)) of them drifted" : ", none of them drifted"
        return "… \(NumberText.counted(left.count, "more chunk"))\(drifted): see --format csv or html"
    }
}
