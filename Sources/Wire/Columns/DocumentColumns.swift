/// A list of retrieved documents a row. Each column below has an item a document, or is absent.
package struct DocumentColumns: Sendable {
    /// Which documents belong to a row.
    package private(set) var index = ListIndex()
    /// The documents' identifiers.
    package private(set) var ids = TextColumn()
    /// What they say.
    package private(set) var texts = TextColumn()
    /// NaN: none.
    package private(set) var scores = NumberColumn()
    /// Where they come from.
    package private(set) var sources = TextColumn()

    package init() {}

    /// True when the batch does not have the column.
    package var isAbsent: Bool { index.isAbsent }

    mutating func reset() {
        index.reset()
        ids.reset()
        texts.reset()
        scores.reset()
        sources.reset()
    }

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
        let rule = TextColumn.Rule()
        if let part = parts.0 { try index.decode(part, column: .field("language_model.documents.counts"), in: context) }
        if let part = parts.1 {
            try ids.decode(part, column: .field("language_model.documents.id"), rule: rule, list: index, in: &context)
        }
        if let part = parts.2 {
            try texts.decode(part, column: .field("language_model.documents.text"), rule: rule, list: index, in: &context)
        }
        if let part = parts.3 {
            try scores.decode(part, rows: index.itemCount, column: .field("language_model.documents.score"), in: context)
        }
        if let part = parts.4 {
            try sources.decode(part, column: .field("language_model.documents.source"), rule: rule, list: index, in: &context)
        }
    }
}
