internal import Columnar
internal import Statistics

/// One way to part rows: a column's values, or a query.
struct SliceDimension: Sendable {
    /// The column or the query.
    let attribute: String
    /// The names of the parts as the user sees them: `region=NA`, `age>60`.
    let names: [String]
    /// The values alone: `NA`.
    let values: [String]
    /// Each row's part, −1 for none.
    let parts: [Int8]
    /// Values that went into `__other__`.
    let merged: Int
}

/// The slices of an evaluation.
struct SliceSet: Sendable {
    /// The most values of a column; the others are one slice.
    static let largest = 20
    static let other = "__other__"
    static let missing = "__missing__"

    let dimensions: [SliceDimension]

    /// Every slice: its name, and where it is.
    var slices: [(name: String, dimension: Int, part: Int)] {
        dimensions.enumerated().flatMap { index, dimension in
            dimension.names.enumerated().map { ($0.element, index, $0.offset) }
        }
    }

    /// The rows of a slice that a list has.
    func rows(_ dimension: Int, _ part: Int, of rows: [Int]) -> [Int] {
        let parts = dimensions[dimension].parts
        return rows.filter { Int(parts[$0]) == part }
    }
}

extension SliceDimension {
    /// The values of a column by name, missing ones and the rest last.
    ///
    /// - Parameter keeping: values that stand for themselves however rare they are.
    init(_ column: CategoryColumn, name: String, keeping: String? = nil) {
        var counts = [Int](repeating: 0, count: column.texts.count + 1)
        column.codes.withUnsafeBufferPointer { codes in for code in codes { counts[Int(code) + 1] += 1 } }
        // A dictionary can name values that no row has.
        let present = column.texts.indices.filter { counts[$0 + 1] > 0 }
        let frequent = present.sorted { a, b in
            let (first, second) = (column.texts[a].description == keeping, column.texts[b].description == keeping)
            if first != second { return first }
            return (counts[a + 1], column.texts[b]) > (counts[b + 1], column.texts[a])
        }
        let own = frequent.prefix(SliceSet.largest).sorted { column.texts[$0] < column.texts[$1] }
        var values = own.map { column.texts[$0].description }
        var places = [Int8](repeating: -1, count: column.texts.count + 1)
        for (place, code) in own.enumerated() { places[code + 1] = Int8(place) }
        merged = present.count - own.count
        if merged > 0 {
            for code in frequent.dropFirst(SliceSet.largest) { places[code + 1] = Int8(values.count) }
            values.append(SliceSet.other)
        }
        if counts[0] > 0 {
            places[0] = Int8(values.count)
            values.append(SliceSet.missing)
        }
        parts = column.codes.map { places[Int($0) + 1] }
        self.values = values
        attribute = name
        names = values.map { "\(name)=\($0)" }
    }

    /// Where a query holds.
    init(query: String, marks: [UInt8]) {
        attribute = query
        names = [query]
        values = [query]
        parts = marks.map { $0 == 1 ? 0 : -1 }
        merged = 0
    }
}
