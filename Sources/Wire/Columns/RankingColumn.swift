/// An ordered list of items a row.
package struct RankingColumn: Sendable {
    /// Which items belong to a row.
    package private(set) var index = ListIndex()
    /// The items' identifiers, of all rows.
    package private(set) var items = TextColumn()
    /// The items' scores, of all rows; NaN: none.
    package private(set) var scores = NumberColumn()

    package init() {}

    /// True when the batch does not have the column.
    package var isAbsent: Bool { index.isAbsent }

    mutating func reset() {
        index.reset()
        items.reset()
        scores.reset()
    }

    mutating func decode(_ range: Range<Int>, in context: inout ReadContext) throws(ReadFailure) {
        var cursor = ProtobufCursor(context.base, range)
        var parts = (Range<Int>?.none, Range<Int>?.none, Range<Int>?.none)
        while let tag = try cursor.nextTag() {
            switch tag {
            case .bytes(1): try cursor.once(&parts.0)
            case .bytes(2): try cursor.once(&parts.1)
            case .bytes(3): try cursor.once(&parts.2)
            default: try cursor.skip(tag, known: 3)
            }
        }
        if let part = parts.0 { try index.decode(part, column: .field("prediction.ranking.counts"), in: context) }
        if let part = parts.1 {
            try items.decode(part, column: .field("prediction.ranking.items"), rule: TextColumn.Rule(), list: index, in: &context)
        }
        if items.count < index.itemCount {
            throw .fault(.columnLength(.field("prediction.ranking.items"), has: 0, wants: index.itemCount, per: "item"))
        }
        if let part = parts.2 {
            try scores.decode(part, rows: index.itemCount, column: .field("prediction.ranking.scores"), in: context)
        }
    }
}
