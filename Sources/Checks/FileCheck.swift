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
        try GivenNames(configuration).check(plan, a, b)
        guard !plan.columns.isEmpty else {
            throw CheckError(
                "\(production): nothing to compare: no column of \(reference) is there, asked for and of the same type")
        }
        let rows = (reference: try a.rowCount(), production: try b.rowCount())
        let groups = ColumnGroups(plan.columns, a, b, rows: rows, memory: configuration.memory).groups
        let chunks = try RowChunks(b, rows: rows.production, configuration)
        let own = configuration.thresholdsFromReference ? try RowChunks(a, rows: rows.reference, configuration) : nil
        let total = rows.reference.flatMap { a in rows.production.map { (a + $0) * plan.columns.count } }
        let done = Atomic<Int>(0)
        let report: @Sendable (Int) -> Void = { cells in
            progress(done.add(cells, ordering: .relaxed).newValue, total)
        }
        var columns: [ComparedColumn] = []
        for group in groups { columns += try compare(group, rows, (own, chunks), report) }
        var assembly = CheckAssembly(configuration: configuration, plan: plan, columns: columns, chunks: chunks)
        assembly.ownChunks = own
        if let own, own.count < ReferenceThresholds.minimumChunks {
            assembly.notes.append("the reference has \(own.count) chunks, too few to set thresholds: the standard ones hold")
        }
        assembly.notes += Self.untimed(own, a, configuration.timestamp) + Self.untimed(chunks, b, configuration.timestamp)
        assembly.spans = (try own?.span ?? span(of: a), try chunks?.span ?? span(of: b))
        try look(atRows: a, b, &assembly)
        return assembly.report(created: created)
    }

    /// nil without a column of times.
    private func span(of files: DataFiles) throws -> TimeSpan? {
        guard let timestamp = configuration.timestamp, files.columns.contains(where: { $0.name == timestamp }) else { return nil }
        return try TimeSpan(files, column: timestamp)
    }

    /// Says how many rows are in no chunk.
    private static func untimed(_ chunks: RowChunks?, _ files: DataFiles, _ timestamp: String?) -> [String] {
        guard let chunks, chunks.untimed > 0, let timestamp else { return [] }
        let rows = chunks.untimed == 1 ? "1 row has no" : "\(chunks.untimed) rows have no"
        return ["\(files.name): \(rows) '\(timestamp)' and \(chunks.untimed == 1 ? "is" : "are") in no chunk"]
    }

    /// What needs several columns of a row at once: errors, groups, duplicates, the domain classifier.
    private func look(atRows a: DataFiles, _ b: DataFiles, _ assembly: inout CheckAssembly) throws {
        let size = configuration.batchRows
        let plan = assembly.plan
        if let errors = ErrorColumn(plan.columns) {
            var read = (
                try errors.read(a, batchRows: size, chunks: assembly.ownChunks),
                try errors.read(b, batchRows: size, chunks: assembly.chunks)
            )
            let comparison = ColumnComparison(configuration: configuration.drift)
            assembly.columns.append(comparison.compare(errors.column, &read.0, &read.1))
            assembly.notes.append(errors.note)
        }
        if let group = GroupCheck(configuration, assembly.columns) {
            assembly.groups = try group.drift(a, b, configuration.drift)
        } else if configuration.group != nil {
            assembly.notes.append("the drift by group needs --prediction, --value or --score")
        }
        if configuration.countsDuplicates {
            let sample = RowSample(plan.columns, batchRows: size)
            assembly.duplicates = (try sample.duplicates(a), try sample.duplicates(b))
        }
        if configuration.usesClassifier {
            let features = plan.columns.filter { $0.role == .feature }
            let (sample, most) = (RowSample(features, batchRows: size), DomainClassifier.Configuration().rowsMax)
            let sides = (
                try sample.rows(a, count: assembly.rows.reference, most: most, seed: 1),
                try sample.rows(b, count: assembly.rows.current, most: most, seed: 2)
            )
            assembly.separation = SeparationCheck.separation(features, sides.0, sides.1)
            if assembly.separation == nil { assembly.notes.append("domain_classifier: there are too few rows or no features") }
        }
    }

    /// Reads some columns of both sides at the same time, and compares them.
    private func compare(
        _ columns: [CheckedColumn], _ rows: (reference: Int?, production: Int?),
        _ chunks: (reference: RowChunks?, production: RowChunks?),
        _ progress: @Sendable (Int) -> Void
    ) throws -> [ComparedColumn] {
        let threads = configuration.threads
        var read = try Workers.map(2, threads: threads) { side in
            let files = try DataFiles(side == 0 ? reference : production)
            return try ColumnReader(
                files, batchRows: configuration.batchRows, chunks: side == 0 ? chunks.reference : chunks.production
            )
            .read(columns, rows: side == 0 ? rows.reference : rows.production, progress)
        }
        // The samples wait here until a worker takes them, so that nobody else holds what it sorts.
        let waiting = Mutex(zip(read[0], read[1]).map { Optional(($0, $1)) })
        read = []
        let comparison = ColumnComparison(configuration: configuration.drift)
        return try Workers.map(columns.count, threads: threads) { index in
            guard var sides = waiting.withLock({ $0[index].take() }) else { throw CheckError("a column was compared twice") }
            return comparison.compare(columns[index], &sides.0, &sides.1)
        }
    }
}

/// A question that the files cannot answer, in one line.
package struct CheckError: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
