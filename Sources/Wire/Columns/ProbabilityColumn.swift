internal import Contracts

/// A probability a class, a row.
package struct ProbabilityColumn: Sendable {
    /// The classes, in the order of a row's numbers; each once.
    package private(set) var classes: [String] = []
    /// Row by row: `count × classes.count` numbers, or absent.
    package private(set) var values = NumberColumn()

    package init() {}

    /// True when the batch does not have the column.
    package var isAbsent: Bool { values.isAbsent }

    /// The probability of a class; NaN in the first when the row has none.
    package subscript(row: Int, index: Int) -> Double {
        precondition(index >= 0 && index < classes.count, "class out of range")
        return values[row * classes.count + index]
    }

    /// True when the row has no probabilities.
    package func isMissing(_ row: Int) -> Bool { self[row, 0].isNaN }

    mutating func reset() {
        classes.removeAll(keepingCapacity: true)
        values.reset()
    }

    mutating func decode(_ range: Range<Int>, in context: inout ReadContext) throws(ReadFailure) {
        var cursor = ProtobufCursor(context.base, range)
        var packed: Range<Int>?
        while let tag = try cursor.nextTag() {
            switch tag {
            case .bytes(1): try takeClass(try cursor.bytes(), in: context)
            case .bytes(2): try cursor.once(&packed)
            default: try cursor.skip(tag, known: 2)
            }
        }
        if classes.count > 1, Set(classes).count < classes.count {
            throw .fault(.duplicate("a class of prediction.probabilities"))
        }
        guard let packed else { return }
        try values.decode(
            packed, rows: context.rows * classes.count, column: .field("prediction.probabilities (events × classes)"), in: context
        )
    }

    private mutating func takeClass(_ range: Range<Int>, in context: ReadContext) throws(ReadFailure) {
        guard classes.count < context.limits.classes else {
            throw .fault(.tooMany("classes of prediction.probabilities", limit: context.limits.classes))
        }
        let index = classes.count
        classes.append(
            try context.name(
                range, limit: context.limits.classNameBytes, isRequired: false,
                called: "the name of prediction.probabilities.classes[\(index)]"))
    }
}
