internal import Contracts

/// What the model answered.
package struct PredictionColumns: Sendable {
    /// The predicted class.
    package private(set) var classes = DictionaryColumn()
    /// Of the predicted or positive class; NaN: none.
    package private(set) var scores = NumberColumn()
    /// Of a regression; NaN: none.
    package private(set) var values = NumberColumn()
    /// A probability a class.
    package private(set) var probabilities = ProbabilityColumn()
    /// The items, in order.
    package private(set) var ranking = RankingColumn()

    package init() {}

    mutating func reset() {
        classes.reset()
        scores.reset()
        values.reset()
        probabilities.reset()
        ranking.reset()
    }

    /// Takes the message `PredictionColumns`.
    mutating func decode(_ range: Range<Int>, in context: inout ReadContext) throws(ReadFailure) {
        var cursor = ProtobufCursor(context.base, range)
        var parts = (Range<Int>?.none, Range<Int>?.none, Range<Int>?.none, Range<Int>?.none, Range<Int>?.none)
        while let tag = try cursor.nextTag() {
            switch tag {
            case .bytes(1): try cursor.once(&parts.0)
            case .bytes(2): try cursor.once(&parts.1)
            case .bytes(3): try cursor.once(&parts.2)
            case .bytes(4): try cursor.once(&parts.3)
            case .bytes(5): try cursor.once(&parts.4)
            default: try cursor.skip(tag, known: 5)
            }
        }
        if let part = parts.0 {
            try classes.decode(part, column: .field("prediction.class"), bytesMax: context.limits.classNameBytes, in: &context)
        }
        if let part = parts.1 { try scores.decode(part, rows: context.rows, column: .field("prediction.score"), in: context) }
        if let part = parts.2 { try values.decode(part, rows: context.rows, column: .field("prediction.value"), in: context) }
        if let part = parts.3 { try probabilities.decode(part, in: &context) }
        if let part = parts.4 { try ranking.decode(part, in: &context) }
    }
}
