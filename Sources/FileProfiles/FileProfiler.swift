package import Columnar
package import Statistics

/// Makes references and profiles of a file's columns, in one pass each.
package struct FileProfiler {
    private enum Part {
        case number(ExactText)
        case category(ExactText)
        case score
        case value
    }

    private let files: DataFiles
    private let requests: [(name: String, form: ColumnForm)]
    private let parts: [Part]
    /// Lists, structs and bytes that nobody named: they have no distribution to compare.
    package let leftOut: [String]

    /// - Throws: `ColumnarError` when a named column is not in the file, or is a list or a struct.
    package init(_ files: DataFiles, roles: ColumnRoles) throws(ColumnarError) {
        for name in roles.ignored.sorted() { _ = try files.column(name) }
        for name in roles.used.sorted() { try files.plainColumn(name) }
        var requests: [(name: String, form: ColumnForm)] = []
        var parts: [Part] = []
        let opaque = files.columns.filter { $0.isOpaque && !roles.used.contains($0.name) }
        leftOut = opaque.map(\.name).filter { roles.features.isEmpty && !roles.ignored.contains($0) }
        for column in files.columns where !opaque.contains(where: { $0.name == column.name }) {
            guard let (part, form) = Self.part(of: column, roles) else { continue }
            requests.append((column.name, form))
            parts.append(part)
        }
        self.files = files
        self.requests = requests
        self.parts = parts
    }

    /// The file as a reference: bins frozen on its values, and its own profile in them.
    ///
    /// The values of as many columns as fit the memory are kept at a time; a table that is wider is read in several passes.
    /// - Parameter progress: is told the rows read so far, and of how many where the files tell.
    /// - Throws: `ColumnarError` for a value of another type or a damaged file.
    package func reference(progress: (Int, Int?) -> Void = { _, _ in }) throws(ColumnarError) -> Reference {
        var builder = ReferenceBuilder()
        let rows = try files.rowCount()
        if let rows { builder.reserve(rows: rows) }
        let width = max(1, Self.valueBytes / (8 * max(1, min(rows ?? builder.capacity, builder.capacity))))
        let passes = max(1, (requests.count + width - 1) / width)
        var digests = parts.map { _ in ValueDigest() }
        for pass in 0..<passes {
            let columns = pass * width..<min((pass + 1) * width, requests.count)
            try read(columns, into: &builder, &digests, countEvents: pass == 0) { progress($0 / passes, rows) }
            if pass + 1 < passes { builder.freeze() }
        }
        var reference = builder.build()
        reference.dataHash = hash(digests)
        return reference
    }

    /// A reference's bins with the file's profile in them.
    /// - Parameter progress: is told the rows read so far, and of how many where the files tell.
    /// - Throws: `ColumnarError` for a value of another type or a damaged file.
    package func profile(
        against reference: Reference, progress: (Int, Int?) -> Void = { _, _ in }
    ) throws(ColumnarError) -> Reference {
        var accumulator = ProfileAccumulator(reference: reference, cells: 1)
        var tallies = parts.map { _ in CodeTally() }
        var digests = parts.map { _ in ValueDigest() }
        var cells: [Int32] = []
        let total = try files.rowCount()
        let scan = try files.scan(requests)
        var rows = 0
        while let batch = try scan.next() {
            if cells.count != batch.count { cells = [Int32](repeating: 0, count: batch.count) }
            accumulator.update(events: cells.span)
            for (column, part) in parts.enumerated() {
                if requests[column].form == .number { batch.withNumbers(column) { digests[column].update(numbers: $0.span) } }
                switch part {
                case .number(let name):
                    batch.withNumbers(column) { accumulator.update(number: name, contentsOf: $0.span, cells: cells.span) }
                case .score: batch.withNumbers(column) { accumulator.update(scores: $0.span, cells: cells.span) }
                case .value: batch.withNumbers(column) { accumulator.update(predictedValues: $0.span, cells: cells.span) }
                case .category(let name):
                    tallies[column].update(batch, column, &digests[column]) {
                        accumulator.update(category: name, counts: $0, of: $1, cell: 0)
                    }
                }
            }
            rows += batch.count
            progress(rows, total)
        }
        for (column, part) in parts.enumerated() {
            guard case .category(let name) = part else { continue }
            tallies[column].finish { accumulator.update(category: name, counts: $0, of: $1, cell: 0) }
        }
        var result = reference.withProfile(accumulator.profile(ofCell: 0))
        result.dataHash = hash(digests)
        return result
    }

    /// Bytes of numbers that are kept at a time.
    private static let valueBytes = 512 << 20

    private func read(
        _ columns: Range<Int>, into builder: inout ReferenceBuilder, _ digests: inout [ValueDigest], countEvents: Bool,
        progress: (Int) -> Void
    ) throws(ColumnarError) {
        let parts = parts[columns]
        let first = columns.lowerBound
        var tallies = parts.map { _ in CodeTally() }
        let scan = try files.scan(Array(requests[columns]))
        var rows = 0
        while let batch = try scan.next() {
            if countEvents { builder.update(events: batch.count) }
            for (column, part) in parts.enumerated() {
                if requests[first + column].form == .number {
                    batch.withNumbers(column) { digests[first + column].update(numbers: $0.span) }
                }
                switch part {
                case .number(let name): batch.withNumbers(column) { builder.update(number: name, contentsOf: $0.span) }
                case .score: batch.withNumbers(column) { builder.update(number: ReservedFeature.score, contentsOf: $0.span) }
                case .value: batch.withNumbers(column) { builder.update(number: ReservedFeature.value, contentsOf: $0.span) }
                case .category(let name):
                    tallies[column].update(batch, column, &digests[first + column]) {
                        builder.update(category: name, counts: $0, of: $1)
                    }
                }
            }
            rows += batch.count
            progress(rows)
        }
        for (column, part) in parts.enumerated() {
            guard case .category(let name) = part else { continue }
            tallies[column].finish { builder.update(category: name, counts: $0, of: $1) }
        }
    }

    /// As `driftwatch check` hashes the same columns.
    private func hash(_ digests: [ValueDigest]) -> String {
        var table = TableDigest()
        for (request, digest) in zip(requests, digests) { table.add(request.name, form: request.form.rawValue, digest) }
        return table.text
    }

    private static func part(of column: ColumnDescription, _ roles: ColumnRoles) -> (Part, ColumnForm)? {
        switch column.name {
        case roles.prediction: return (.category(ReservedFeature.prediction), .category)
        case roles.score: return (.score, .number)
        case roles.value: return (.value, .number)
        default: break
        }
        if roles.ignored.contains(column.name) { return nil }
        if !roles.features.isEmpty && !roles.features.contains(column.name) { return nil }
        let name = ExactText(column.name)
        if roles.categorical.contains(column.name) { return (.category(name), .category) }
        if roles.numeric.contains(column.name) || column.form == .number { return (.number(name), .number) }
        // A time has no distribution that a later one could be compared with.
        return column.form == .time ? nil : (.category(name), .category)
    }
}
