/// Under which names the classes of several columns are told to be the same.
///
/// A scan gives a value the same text whatever the file's form: a number as such (2.0 is `2`), a truth as `true` or `false`.
/// Columns of different types may still mean the same classes: truths beside numbers are 1 and 0, and beside texts the words in
/// any case.
package struct ClassNames: Sendable, Equatable {
    private enum Truths { case asTheyAre, digits, words }
    private let truths: Truths

    /// For columns whose classes are held against each other.
    package init(_ columns: [ColumnDescription]) {
        let others = columns.filter { !$0.isBoolean && $0.storedType != "null" }
        if others.isEmpty || others.count == columns.count {
            truths = .asTheyAre
        } else {
            truths = others.contains { $0.form == .number } ? .digits : .words
        }
    }

    /// Which of the classes a person means: the same text, or else the same truth or number (`True` for `true`, `2.0` for `2`).
    package static func meant(_ text: String, among names: [String]) -> String? {
        if names.contains(where: { $0.utf8.elementsEqual(text.utf8) }) { return text }
        let lower = text.lowercased()
        if ["true", "false"].contains(lower) { return names.contains(lower) ? lower : nil }
        guard let number = Double(text), let whole = Int64(exactly: number) else { return nil }
        return names.contains("\(whole)") ? "\(whole)" : nil
    }

    /// Whether every name is the scan's text.
    package var isPlain: Bool { truths == .asTheyAre }

    /// The name of a class whose text a scan gave.
    package func name(_ text: String) -> String {
        if truths == .asTheyAre { return text }
        switch text.lowercased() {
        case "true": return truths == .digits ? "1" : "true"
        case "false": return truths == .digits ? "0" : "false"
        default: return text
        }
    }
}
