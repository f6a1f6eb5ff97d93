internal import Columnar
internal import Statistics

/// A column of two classes: 1 for the positive one, 0 for any other, 2 where missing.
struct BinaryLabels {
    static let missing: UInt8 = 2

    let values: [UInt8]
    /// The positive class as the user or the column names it.
    let positive: String
    /// Classes in the column; nil where there are too many to count.
    let classes: [String]

    /// How a column of classes is read.
    static func form(_ column: ColumnDescription) -> ColumnForm {
        column.form == .number || column.storedType == "bool" ? .number : .category
    }

    /// - Parameters:
    ///   - place: file and column, for messages.
    ///   - positive: what the user named.
    /// - Throws: `EvaluationError` where the positive class cannot be told.
    init(numbers: [Double], positive: String?, place: String) throws(EvaluationError) {
        var distinct: [Double] = []
        var isPlain = true
        for value in numbers where !(value == 0 || value == 1 || value.isNaN) {
            isPlain = false
            if distinct.count < 12, !distinct.contains(value) { distinct.append(value) }
        }
        if numbers.contains(0) { distinct.append(0) }
        if numbers.contains(1) { distinct.append(1) }
        distinct.sort()
        classes = distinct.map { Self.text($0) }
        let target: Double
        if let positive {
            guard let number = Self.number(positive), classes.count < 2 || distinct.contains(number) || distinct.count > 11 else {
                throw Self.unknown(positive, classes, place)
            }
            target = number
        } else if isPlain || distinct == [-1, 1] || distinct == [-1] {
            target = 1
        } else {
            throw Self.ambiguous(classes, place)
        }
        self.positive = positive ?? "1"
        values = numbers.map { $0.isNaN ? Self.missing : $0 == target ? 1 : 0 }
    }

    /// As for numbers.
    init(texts: CategoryColumn, positive: String?, place: String) throws(EvaluationError) {
        var present = [Bool](repeating: false, count: texts.texts.count)
        for code in texts.codes where code >= 0 { present[Int(code)] = true }
        let names = texts.texts.indices.filter { present[$0] }.map { texts.texts[$0] }.sorted()
        classes = names.map(\.description)
        let target: ExactText
        if let positive {
            target = ExactText(positive)
            guard classes.count < 2 || names.contains(target) else { throw Self.unknown(positive, classes, place) }
        } else {
            let words = Set(classes.map { $0.lowercased() })
            let pairs: [(no: String, yes: String)] = [("0", "1"), ("false", "true"), ("no", "yes"), ("n", "y"), ("f", "t")]
            guard let pair = pairs.first(where: { words.isSubset(of: [$0.no, $0.yes]) }), words.count == classes.count else {
                throw Self.ambiguous(classes, place)
            }
            target = names.first { $0.description.lowercased() == pair.yes } ?? ExactText(pair.yes)
        }
        self.positive = target.description
        let code = texts.texts.firstIndex(of: target).map { Int32($0) }
        values = texts.codes.map { $0 < 0 ? Self.missing : $0 == code ? 1 : 0 }
    }

    private static func unknown(_ positive: String, _ classes: [String], _ place: String) -> EvaluationError {
        EvaluationError("\(place): no row is '\(positive)', which --positive names; the classes are \(list(classes))")
    }

    private static func ambiguous(_ classes: [String], _ place: String) -> EvaluationError {
        guard classes.count <= 2 else {
            return EvaluationError(
                "\(place): holds \(classes.count > 11 ? "more than ten" : "\(classes.count)") classes (\(list(classes))): "
                    + "name one by --positive, or choose --task multiclass")
        }
        return EvaluationError("\(place): which of the classes \(list(classes)) is the positive one? Name it by --positive")
    }

    private static func list(_ classes: [String]) -> String {
        classes.prefix(6).joined(separator: ", ") + (classes.count > 6 ? ", …" : "")
    }

    private static func number(_ text: String) -> Double? {
        switch text.lowercased() {
        case "true", "yes": 1
        case "false", "no": 0
        default: Double(text)
        }
    }

    private static func text(_ value: Double) -> String {
        Int64(exactly: value).map { "\($0)" } ?? "\(value)"
    }
}
