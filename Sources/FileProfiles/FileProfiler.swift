package import Columnar
package import Statistics

/// Makes references and profiles of a file's columns, in one pass each.
package struct FileProfiler {
    private enum Part {
        case number(ExactText)
        case category(ExactText)
        case prediction
        case score
        case value
    }

    private let files: DataFiles
    private let requests: [(name: String, form: ColumnForm)]
    private let parts: [Part]

    /// - Throws: `ColumnarError` when a named column is not in the file.
    package init(_ files: DataFiles, roles: ColumnRoles) throws(ColumnarError) {
        for name in roles.named.sorted() { _ = try files.column(name) }
        var requests: [(name: String, form: ColumnForm)] = []
        var parts: [Part] = []
        for column in files.columns {
            guard let (part, form) = Self.part(of: column, roles) else { continue }
            requests.append((column.name, form))
            parts.append(part)
        }
        self.files = files
        self.requests = requests
        self.parts = parts
    }

    /// The file as a reference: bins frozen on its values, and its own profile in them.
    /// - Throws: `ColumnarError` for a value of another type or a damaged file.
    package func reference() throws(ColumnarError) -> Reference {
        var builder = ReferenceBuilder()
        let scan = try files.scan(requests)
        while let batch = try scan.next() {
            builder.update(events: batch.count)
            for (column, part) in parts.enumerated() {
                switch part {
                case .number(let name): batch.withNumbers(column) { builder.update(number: name, contentsOf: $0.span) }
                case .score: batch.withNumbers(column) { builder.update(number: ReservedFeature.score, contentsOf: $0.span) }
                case .value: batch.withNumbers(column) { builder.update(number: ReservedFeature.value, contentsOf: $0.span) }
                case .category(let name):
                    let (codes, dictionary) = wire(batch.categories(column))
                    builder.update(category: name, codes: codes.span, dictionary: dictionary)
                case .prediction:
                    let (codes, dictionary) = wire(batch.categories(column))
                    builder.update(category: ReservedFeature.prediction, codes: codes.span, dictionary: dictionary)
                }
            }
        }
        return builder.build()
    }

    /// The file's profile in a reference's bins.
    /// - Throws: `ColumnarError` for a value of another type or a damaged file.
    package func profile(against reference: Reference) throws(ColumnarError) -> Profile {
        var accumulator = ProfileAccumulator(reference: reference, cells: 1)
        let scan = try files.scan(requests)
        while let batch = try scan.next() {
            let cells = [Int32](repeating: 0, count: batch.count)
            accumulator.update(events: cells.span)
            for (column, part) in parts.enumerated() {
                switch part {
                case .number(let name):
                    batch.withNumbers(column) { accumulator.update(number: name, contentsOf: $0.span, cells: cells.span) }
                case .score: batch.withNumbers(column) { accumulator.update(scores: $0.span, cells: cells.span) }
                case .value: batch.withNumbers(column) { accumulator.update(predictedValues: $0.span, cells: cells.span) }
                case .category(let name):
                    let (codes, dictionary) = wire(batch.categories(column))
                    accumulator.update(category: name, codes: codes.span, dictionary: dictionary, cells: cells.span)
                case .prediction:
                    let (codes, dictionary) = wire(batch.categories(column))
                    accumulator.update(predictedClasses: codes.span, dictionary: dictionary, cells: cells.span)
                }
            }
        }
        return accumulator.profile(ofCell: 0)
    }

    private static func part(of column: ColumnDescription, _ roles: ColumnRoles) -> (Part, ColumnForm)? {
        switch column.name {
        case roles.prediction: return (.prediction, .category)
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

    /// Codes as on the wire: 0 is missing, k is entry k−1.
    private func wire(_ column: (codes: [Int32], dictionary: [String])) -> ([UInt32], [ExactText]) {
        (column.codes.map { UInt32(bitPattern: $0 &+ 1) }, column.dictionary.map { ExactText($0) })
    }
}
