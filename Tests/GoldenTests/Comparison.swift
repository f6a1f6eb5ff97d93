import Statistics

/// Compares an answer with what was expected, field by field.
struct Comparison {
    let golden: GoldenCase
    private(set) var compared = 0
    private(set) var differences: [String] = []
    /// Fields where the library itself is known to be wrong: see `KnownFaults`.
    private(set) var setAside: [String] = []
    /// Fields where the library is wrong and its wrong value was reproduced from our parts.
    private(set) var reproduced: [String] = []

    init(_ golden: GoldenCase, answer: Value) {
        self.golden = golden
        compare(golden.expected, answer, at: "")
    }

    private mutating func compare(_ expected: Value, _ answer: Value?, at path: String) {
        if path.contains("informative_") { return }
        guard let answer else {
            differences.append("\(path): not answered")
            return
        }
        if let entries = expected.entries {
            // What the library refuses may be answered in any explicit way.
            if entries.contains(where: { $0.key == "raises" }) || entries.contains(where: { $0.key == "behaviour" }) {
                compared += 1
                if !isExplicitlyUndefined(answer) && answer["behaviour"] == nil {
                    differences.append("\(path): \(answer) where the library refuses")
                }
                return
            }
            if case .text(let text) = answer {
                compared += 1
                if golden.kind != "policy" { differences.append("\(path): \(text)") }
                return
            }
            for (key, value) in entries { compare(value, answer[exactly: key], at: "\(path)/\(key)") }
            return
        }
        if let items = expected.items {
            guard let answers = answer.items, answers.count == items.count else {
                if case .text = answer, golden.kind == "policy" { return compared += 1 }
                return differences.append("\(path): \(answer) is not a list of \(items.count)")
            }
            if items.isEmpty { compared += 1 }
            for (index, item) in items.enumerated() { compare(item, answers[index], at: "\(path)[\(index)]") }
            return
        }
        compared += 1
        compareLeaf(expected, answer, at: path)
    }

    private mutating func compareLeaf(_ expected: Value, _ answer: Value, at path: String) {
        if let number = expected.number {
            // A field that is not a finite number is policy: the same value or an explicit "undefined".
            if (golden.kind == "policy" || !number.isFinite) && isExplicitlyUndefined(answer) { return }
            guard let given = answer.number else { return differences.append("\(path): \(answer), expected \(number)") }
            if given == number || (given.isNaN && number.isNaN) { return }
            let allowed = golden.absolute + golden.relative * number.magnitude
            if number.isFinite && (given - number).magnitude <= allowed { return }
            switch KnownFaults.finding(golden, path: path, given: given, expected: number) {
            case .reproduced(let how): return reproduced.append("\(path): \(given), expected \(number): \(how)")
            case .setAside(let why): return setAside.append("\(path): \(given), expected \(number): \(why)")
            case nil: break
            }
            return differences.append("\(path): \(given), expected \(number)")
        }
        switch (expected, answer) {
        case (.text(let a), .text(let b)) where a == b: return
        case (.null, .null): return
        default: differences.append("\(path): \(answer), expected \(expected)")
        }
    }

    private func isExplicitlyUndefined(_ answer: Value) -> Bool {
        if case .text = answer { return true }
        if let number = answer.number { return number.isNaN }
        if let entries = answer.entries { return entries.allSatisfy { isExplicitlyUndefined($0.value) } }
        if let items = answer.items { return items.allSatisfy { isExplicitlyUndefined($0) } }
        return false
    }
}
