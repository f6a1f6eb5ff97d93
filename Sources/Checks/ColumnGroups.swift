internal import Columnar
internal import Foundation

/// The columns in groups, each read in one pass over both files.
struct ColumnGroups {
    let groups: [[CheckedColumn]]
    /// Columns of numbers of a group that is cheap to read: enough to share the files' metadata, few enough that the next group finds its
    /// memory still warm.
    private static let most = 8

    /// Columns stored apart (Parquet, Arrow IPC) are cheap to read a few at a time; a CSV or JSON file is parsed anew for every
    /// group, so it gets four times the memory.
    init(
        _ columns: [CheckedColumn], _ a: DataFiles, _ b: DataFiles, rows: (reference: Int?, production: Int?), memory: Int
    ) {
        var groups: [[CheckedColumn]] = []
        var (used, numbers) = (0, 0)
        let (costA, costB) = (Self.bytes(a, rows.reference), Self.bytes(b, rows.production))
        let isParsed = rows.reference == nil || rows.production == nil
        for column in columns {
            // A category is counted, not kept.
            let cost = column.form == .number ? costA + costB : 1 << 20
            let isFull = isParsed ? used + cost > 4 * memory : used + cost > memory || numbers == Self.most
            if groups.isEmpty || isFull {
                groups.append([])
                (used, numbers) = (0, 0)
            }
            groups[groups.count - 1].append(column)
            used += cost
            numbers += column.form == .number ? 1 : 0
        }
        self.groups = groups
    }

    /// Of a column of numbers in memory: 8 a row; without a known number of rows as many as its text has in the files.
    private static func bytes(_ files: DataFiles, _ rows: Int?) -> Int {
        if let rows { return 8 * rows }
        let size = files.files.reduce(0) { sum, path in
            sum + ((try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0)
        }
        return 2 * size / max(1, files.columns.count)
    }
}

extension RowChunks {
    /// The chunks that the configuration asks for; nil when it asks for none.
    init?(_ files: DataFiles, rows: Int?, _ configuration: CheckConfiguration) throws {
        guard let rule = configuration.chunk else { return nil }
        if case .rows(let size) = rule {
            let rows = try rows ?? Self.count(files)
            guard rows / size < 10_000 else {
                throw CheckError("--chunk \(size): gives more than 10,000 chunks; take larger ones")
            }
            self.init(rows: rows, of: size)
            return
        }
        guard let timestamp = configuration.timestamp else {
            throw CheckError("--chunk needs --timestamp, unless it counts rows")
        }
        let scan = try files.scan([(timestamp, .time)])
        var times: [Int64] = []
        while let batch = try scan.next() { batch.withIntegers(0) { times.append(contentsOf: $0) } }
        guard let chunks = RowChunks(times: times, by: rule) else {
            throw CheckError("--chunk: gives more than 10,000 chunks; take larger ones")
        }
        self = chunks
    }

    private static func count(_ files: DataFiles) throws -> Int {
        guard let first = files.columns.first else { return 0 }
        let scan = try files.scan([(first.name, .text)])
        var rows = 0
        while let batch = try scan.next() { rows += batch.count }
        return rows
    }
}
