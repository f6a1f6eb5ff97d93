/// A list of texts a row.
package struct TextListColumn: Sendable {
    /// Which texts belong to a row.
    package private(set) var index = ListIndex()
    /// The texts of all rows.
    package private(set) var items = TextColumn()

    package init() {}

    /// True when the batch does not have the column.
    package var isAbsent: Bool { index.isAbsent }

    /// The texts of a row; a missing one is empty.
    package subscript(row: Int) -> [String] {
        index.items(of: row).map { items[$0] ?? "" }
    }

    mutating func reset() {
        index.reset()
        items.reset()
    }

    mutating func decode(
        _ range: Range<Int>, counts countsName: StaticString, items itemsName: StaticString, in context: inout ReadContext
    ) throws(ReadFailure) {
        var cursor = ProtobufCursor(context.base, range)
        var parts = (Range<Int>?.none, Range<Int>?.none)
        while let tag = try cursor.nextTag() {
            switch tag {
            case .bytes(1): try cursor.once(&parts.0)
            case .bytes(2): try cursor.once(&parts.1)
            default: try cursor.skip(tag, known: 2)
            }
        }
        if let part = parts.0 { try index.decode(part, column: .field(countsName), in: context) }
        if let part = parts.1 {
            try items.decode(part, column: .field(itemsName), rule: TextColumn.Rule(), list: index, in: &context)
        }
        if items.count < index.itemCount {
            throw .fault(.columnLength(.field(itemsName), has: 0, wants: index.itemCount, per: "item"))
        }
    }
}
