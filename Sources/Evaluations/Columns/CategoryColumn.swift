internal import Columnar
package import Statistics

/// A column of classes: each row's code, −1 where missing.
package struct CategoryColumn: Sendable {
    package internal(set) var codes: [Int32] = []
    /// In the order of first occurrence.
    package private(set) var texts: [ExactText] = []
    private var known: [ExactText: Int32] = [:]
    /// The codes of the scan's own dictionary as ours.
    private var translation: [Int32] = []
    private var epoch = 0

    init() {}

    /// Adds a batch's rows.
    mutating func append(_ batch: ColumnBatch, _ column: Int) {
        if batch.dictionaryEpoch(column) != epoch {
            epoch = batch.dictionaryEpoch(column)
            translation = []
        }
        let dictionary = batch.dictionary(column)
        for entry in translation.count..<max(translation.count, dictionary.count) {
            translation.append(code(ExactText(dictionary[entry])))
        }
        batch.withCodes(column) { rows in
            if epoch == 0 {
                codes.append(contentsOf: rows)
            } else {
                for code in rows { codes.append(code < 0 ? -1 : translation[Int(code)]) }
            }
        }
    }

    /// The code of a text, which is new or known.
    mutating func code(_ text: ExactText) -> Int32 {
        if let code = known[text] { return code }
        let code = Int32(texts.count)
        known[text] = code
        texts.append(text)
        return code
    }

    /// The same rows with classes under other names; classes of one name become one.
    func renamed(_ names: ClassNames) -> CategoryColumn {
        if names.isPlain { return self }
        var copy = CategoryColumn()
        let places = texts.map { copy.code(ExactText(names.name($0.description))) }
        copy.codes = codes.map { $0 < 0 ? -1 : places[Int($0)] }
        return copy
    }

    /// The rows of another file in this one's order; −1: none.
    func gathered(_ rows: [Int32]) -> CategoryColumn {
        var copy = self
        copy.codes = rows.map { $0 < 0 ? -1 : codes[Int($0)] }
        return copy
    }
}
