internal import Columnar
internal import FileProfiles
internal import Foundation
package import Reports
internal import Statistics
internal import Synchronization

/// Compares production data with a reference: both files of any format that `Columnar` reads.
///
/// Columns are read in groups that fit the memory given, both sides at the same time, and compared one by one in parallel. Scores are
/// of all values, without sketches. Results do not depend on the grouping, the batches or the number of threads.
package struct FileCheck {
    private let reference: String
    private let production: String
    private let configuration: CheckConfiguration

    package init(reference: String, production: String, configuration: CheckConfiguration) {
        self.reference = reference
        self.production = production
        self.configuration = configuration
    }

    /// - Parameters:
    ///   - created: the time of the report, in seconds since the Unix epoch.
    ///   - progress: is told how many cells of how many are read; from any thread.
    /// - Throws: `ColumnarError` for files that cannot be read, `CheckError` for a question that they cannot answer.
    package func run(
        created: Double, progress: @escaping @Sendable (_ cells: Int, _ total: Int?) -> Void = { _, _ in }
    ) throws -> CheckReport {
        if let report = try ProfileCheck(reference, production, configuration).run(created: created) { return report }
        let (a, b) = (try DataFiles(reference), try DataFiles(production))
        let plan = try ColumnPlan(a, b, configuration)
        let rows = (reference: try a.rowCount(), production: try b.rowCount())
        let groups = ColumnGroups(plan.columns, a, b, rows: rows, memory: configuration.memory).groups
        let chunks = try RowChunks(b, rows: rows.production, configuration)
        let total = rows.reference.flatMap { a in rows.production.map { (a + $0) * plan.columns.count } }
        let done = Atomic<Int>(0)
        let report: @Sendable (Int) -> Void = { cells in
            progress(done.add(cells, ordering: .relaxed).newValue, total)
        }
        var columns: [ComparedColumn] = []
        for group in groups { columns += try compare(group, rows, chunks, report) }
        return CheckAssembly(configuration: configuration, plan: plan, columns: columns, chunks: chunks).report(created: created)
    }

    /// Reads some columns of both sides at the same time, and compares them.
    private func compare(
        _ columns: [CheckedColumn], _ rows: (reference: Int?, production: Int?), _ chunks: RowChunks?,
        _ progress: @Sendable (Int) -> Void
    ) throws -> [ComparedColumn] {
        let threads = configuration.threads
        var read = try Workers.map(2, threads: threads) { side in
            let files = try DataFiles(side == 0 ? reference : production)
            return try ColumnReader(files, batchRows: configuration.batchRows, chunks: side == 0 ? nil : chunks)
                .read(columns, rows: side == 0 ? rows.reference : rows.production, progress)
        }
        // The samples wait here until a worker takes them, so that nobody else holds what it sorts.
        let waiting = Mutex(zip(read[0], read[1]).map { Optional(($0, $1)) })
        read = []
        let comparison = ColumnComparison(configuration: configuration.drift)
        return try Workers.map(columns.count, threads: threads) { index in
            guard let (a, b) = waiting.withLock({ $0[index].take() }) else { throw CheckError("a column was compared twice") }
            return comparison.compare(columns[index], a, b)
        }
    }
}

/// A question that the files cannot answer, in one line.
package struct CheckError: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
