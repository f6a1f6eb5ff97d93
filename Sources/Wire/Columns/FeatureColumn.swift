package import Contracts

/// A feature of one type: a value a row.
package struct FeatureColumn: Sendable {
    /// What the values of a column are.
    package enum Kind: String, Sendable, CaseIterable {
        case number, category, boolean, text, embedding
    }

    /// The feature's name. A batch may have a name once for each kind.
    package internal(set) var name: FeatureName
    /// Which of the columns below has the values; the others are absent.
    package private(set) var kind = Kind.number
    /// The values of the kind `number`.
    package private(set) var numbers = NumberColumn()
    /// The values of the kind `category`.
    package private(set) var categories = DictionaryColumn()
    /// The values of the kind `boolean`.
    package private(set) var booleans = BooleanColumn()
    /// The values of the kind `text`.
    package private(set) var texts = TextColumn()
    /// The values of the kind `embedding`.
    package private(set) var embeddings = EmbeddingColumn()

    init(name: FeatureName) { self.name = name }

    /// Where the parts of a message `FeatureColumn` are.
    struct Parts {
        var name: Range<Int>
        var kind: Kind
        var values: Range<Int>
    }

    /// Takes the values; the name has been taken.
    mutating func decode(_ parts: Parts, index: Int, in context: inout ReadContext) throws(ReadFailure) {
        reset()
        kind = parts.kind
        let column = ColumnName.feature(index, name.rawValue)
        switch kind {
        case .number: try decodeNumbers(parts.values, column: column, in: context)
        case .category:
            try categories.decode(parts.values, column: column, bytesMax: context.limits.dictionaryEntryBytes, in: &context)
        case .boolean: try decodeBooleans(parts.values, column: column, in: &context)
        case .text: try texts.decode(parts.values, column: column, rule: TextColumn.Rule(), in: &context)
        case .embedding: try embeddings.decode(parts.values, column: column, in: context)
        }
    }

    /// Finds the parts of a message `FeatureColumn`.
    static func parts(_ range: Range<Int>, index: Int, in context: ReadContext) throws(ReadFailure) -> Parts {
        var cursor = ProtobufCursor(context.base, range)
        var name: Range<Int>?
        var values: Range<Int>?
        var kind = Kind.number
        while let tag = try cursor.nextTag() {
            switch tag {
            case .bytes(1): try cursor.once(&name)
            case .bytes(2): (kind, _) = (.number, try cursor.once(&values))
            case .bytes(3): (kind, _) = (.category, try cursor.once(&values))
            case .bytes(4): (kind, _) = (.boolean, try cursor.once(&values))
            case .bytes(5): (kind, _) = (.text, try cursor.once(&values))
            case .bytes(6): (kind, _) = (.embedding, try cursor.once(&values))
            default: try cursor.skip(tag, known: 6)
            }
        }
        guard let values else {
            throw .fault(
                BatchFault(
                    code: "feature_type",
                    message:
                        "features[\(index)] has no values of a known type: set one of number, category, boolean, text, embedding")
            )
        }
        return Parts(name: name ?? range.lowerBound..<range.lowerBound, kind: kind, values: values)
    }

    private mutating func reset() {
        switch kind {
        case .number: numbers.reset()
        case .category: categories.reset()
        case .boolean: booleans.reset()
        case .text: texts.reset()
        case .embedding: embeddings.reset()
        }
    }

    private mutating func decodeNumbers(
        _ range: Range<Int>, column: ColumnName, in context: ReadContext
    ) throws(ReadFailure) {
        guard let values = try context.onlyField(of: range) else { return }
        try numbers.decode(values, rows: context.rows, column: column, in: context)
    }

    private mutating func decodeBooleans(_ range: Range<Int>, column: ColumnName, in context: inout ReadContext)
        throws(ReadFailure)
    {
        guard let values = try context.onlyField(of: range) else { return }
        try booleans.decode(values, column: column, in: &context)
    }
}
