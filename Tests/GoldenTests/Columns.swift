import Columnar
import Statistics

/// Inputs of a case, inline or from a file.
struct Columns {
    let golden: GoldenCase
    let folder: GoldenFolder

    /// A numeric column; missing values are NaN.
    func numbers(_ name: String) throws -> [Double] { try numbers(golden.inputs[name]) }

    func numbers(_ input: Value?) throws -> [Double] {
        guard let input else { throw Missing(name: "input") }
        if let items = input.items { return items.map { $0.number ?? .nan } }
        return try fileNumbers(input["parquet"]?.string ?? input["csv"]?.string, input["column"]?.string)
    }

    func fileNumbers(_ file: String?, _ column: String?) throws -> [Double] {
        guard let file, let column else { throw Missing(name: "file or column") }
        let files = try DataFiles(folder.file(file))
        // A boolean column is read as what it means.
        let scan = try files.scan([(column, .number)])
        var values: [Double] = []
        while let batch = try scan.next() { batch.withNumbers(0) { values.append(contentsOf: $0) } }
        return values
    }

    /// The categories of a column by their number of rows; missing ones left out.
    func counts(_ input: Value?) throws -> [ExactText: Int] {
        var counts: [ExactText: Int] = [:]
        for text in try texts(input) { if let text { counts[text, default: 0] += 1 } }
        return counts
    }

    func texts(_ input: Value?) throws -> [ExactText?] {
        guard let input else { throw Missing(name: "input") }
        if let items = input.items { return items.map { if case .text(let text) = $0 { text } else { nil } } }
        return try fileTexts(input["parquet"]?.string ?? input["csv"]?.string, input["column"]?.string)
    }

    func fileTexts(_ file: String?, _ column: String?) throws -> [ExactText?] {
        guard let file, let column else { throw Missing(name: "file or column") }
        let scan = try DataFiles(folder.file(file)).scan([(column, .category)])
        var values: [ExactText?] = []
        while let batch = try scan.next() {
            let (codes, dictionary) = batch.categories(0)
            let texts = dictionary.map { ExactText($0) }
            values.append(contentsOf: codes.map { $0 < 0 ? nil : texts[Int($0)] })
        }
        return values
    }

    struct Missing: Error { let name: String }
}
