internal import Columnar
internal import FileProfiles
internal import Statistics

/// What needs whole rows: a seeded sample of them for the domain classifier, and how many stand more than once.
struct RowSample {
    private let columns: [CheckedColumn]
    private let batchRows: Int

    init(_ columns: [CheckedColumn], batchRows: Int) {
        self.columns = columns
        self.batchRows = batchRows
    }

    /// One side's columns of the sampled rows.
    enum Column: Sendable {
        case numbers([Double])
        case categories([ExactText?])
    }

    /// At most `most` rows of `count`, chosen by chance, in their order.
    func rows(_ files: DataFiles, count: Int, most: Int, seed: UInt64) throws(ColumnarError) -> [Column] {
        var random = SeededGenerator(seed: seed)
        var left = min(most, count)
        var seen = 0
        var result: [Column] = columns.map { $0.form == .number ? .numbers([]) : .categories([]) }
        let scan = try files.scan(columns.map { ($0.name, $0.form) }, batchRows: batchRows)
        while let batch = try scan.next() {
            var chosen: [Int] = []
            for row in 0..<batch.count {
                if left > 0 && random.below(max(1, count - seen)) < left {
                    chosen.append(row)
                    left -= 1
                }
                seen += 1
            }
            for index in columns.indices {
                switch result[index] {
                case .numbers(var values):
                    result[index] = .numbers([])
                    batch.withNumbers(index) { numbers in for row in chosen { values.append(numbers[row]) } }
                    result[index] = .numbers(values)
                case .categories(var values):
                    result[index] = .categories([])
                    let names = batch.dictionary(index).map { columns[index].category($0) }
                    batch.withCodes(index) { codes in
                        for row in chosen { values.append(codes[row] < 0 ? nil : names[Int(codes[row])]) }
                    }
                    result[index] = .categories(values)
                }
            }
        }
        return result
    }

    /// Rows that equal an earlier row in every column, by a 64-bit hash; 8 bytes of memory a row.
    func duplicates(_ files: DataFiles) throws(ColumnarError) -> Int {
        var hashes: [UInt64] = []
        let scan = try files.scan(columns.map { ($0.name, $0.form) }, batchRows: batchRows)
        while let batch = try scan.next() {
            var rows = [UInt64](repeating: 1, count: batch.count)
            for (index, column) in columns.enumerated() {
                if column.form == .number {
                    batch.withNumbers(index) { values in
                        for row in rows.indices { rows[row] = ValueDigest.mixed(rows[row], ValueDigest.word(values[row])) }
                    }
                } else {
                    let words = [ValueDigest.missing] + batch.dictionary(index).map { ValueDigest.hash($0.utf8) }
                    batch.withCodes(index) { codes in
                        for row in rows.indices { rows[row] = ValueDigest.mixed(rows[row], words[Int(codes[row]) + 1]) }
                    }
                }
            }
            hashes += rows
        }
        hashes.sort()
        return zip(hashes, hashes.dropFirst()).count { $0 == $1 }
    }
}

/// The domain classifier over the compared columns.
struct SeparationCheck {
    /// - Parameters: the sampled rows of both sides, column by column; nil where there are too few.
    static func separation(_ columns: [CheckedColumn], _ a: [RowSample.Column], _ b: [RowSample.Column]) -> DomainSeparation? {
        let features = zip(columns, zip(a, b)).compactMap { column, sides -> DomainFeature? in
            switch sides {
            case (.numbers(let a), .numbers(let b)):
                return DomainFeature(ExactText(column.name), .numbers(reference: a, current: b))
            case (.categories(let a), .categories(let b)):
                var places: [ExactText: Int32] = [:]
                for name in (a + b).compactMap(\.self) where places[name] == nil { places[name] = Int32(places.count) }
                func codes(_ names: [ExactText?]) -> [Int32] { names.map { $0.flatMap { places[$0] } ?? -1 } }
                return DomainFeature(ExactText(column.name), .categories(reference: codes(a), current: codes(b)))
            default: return nil
            }
        }
        return DomainClassifier().compare(features)
    }
}
