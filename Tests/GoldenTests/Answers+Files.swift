import Columnar
import Foundation
import Statistics

extension Answers {
    static func parquet(_ columns: Columns) throws -> Value {
        let path = columns.folder.file(columns.golden.inputs["parquet"]?.string ?? "")
        do {
            let files = try DataFiles(path)
            guard let wanted = columns.golden.expected["columns"]?.entries else {
                return .fields(["rows": .of(try rows(files)), "behaviour": .text("read")])
            }
            let answers = try wanted.map { entry in
                (key: entry.key, value: try column(entry.key.description, of: files, like: entry.value))
            }
            return .fields(["rows": .of(try rows(files)), "columns": .map(answers)])
        } catch let error as ColumnarError {
            return .text(ExactText(error.description))
        }
    }

    static func commaSeparated(_ columns: Columns) throws -> Value {
        let files = try DataFiles(columns.folder.file(columns.golden.inputs["csv"]?.string ?? ""))
        let scores = try numbers(files, "score")
        return .fields([
            "rows": .of(try rows(files)), "header": .list(files.columns.map { .text(ExactText($0.name)) }),
            "score_n": .of(scores.count { !$0.isNaN }), "score_missing": .of(scores.count(where: \.isNaN)),
            "score_sum": .number(ExactSum.of(scores.filter { !$0.isNaN })), "name_counts": try counts(files, "name", missing: ""),
        ])
    }

    private static func rows(_ files: DataFiles) throws -> Int {
        guard let name = files.columns.first(where: { $0.form != .category })?.name else { return 0 }
        let scan = try files.scan([(name, .number)])
        var count = 0
        while let batch = try scan.next() { count += batch.count }
        return count
    }

    private static func numbers(_ files: DataFiles, _ name: String) throws -> [Double] {
        let scan = try files.scan([(name, .number)])
        var values: [Double] = []
        while let batch = try scan.next() { batch.withNumbers(0) { values.append(contentsOf: $0) } }
        return values
    }

    private static func integers(_ files: DataFiles, _ name: String, _ form: ColumnForm) throws -> [Int64] {
        let scan = try files.scan([(name, form)])
        var values: [Int64] = []
        while let batch = try scan.next() { values.append(contentsOf: batch.integers(0)) }
        return values
    }

    private static func counts(_ files: DataFiles, _ name: String, missing: ExactText?) throws -> Value {
        let scan = try files.scan([(name, .category)])
        var counts: [ExactText: Int] = [:]
        while let batch = try scan.next() {
            let (codes, dictionary) = batch.categories(0)
            for code in codes {
                if code >= 0 {
                    counts[ExactText(dictionary[Int(code)]), default: 0] += 1
                } else if let missing {
                    counts[missing, default: 0] += 1
                }
            }
        }
        return .map(counts.map { ($0.key, .of($0.value)) })
    }

    private static func kind(of type: String) -> String {
        let prefixes = ["timestamp", "date", "decimal", "float", "double", "bool"]
        if type.contains("string") { return "string" }
        if type.contains("int") { return "integer" }
        return prefixes.first { type.hasPrefix($0) } ?? type
    }

    /// What a case asks of a column, in the form of its answer.
    private static func column(_ name: String, of files: DataFiles, like expected: Value) throws -> Value {
        let type = try files.column(name).storedType
        // A file may store a column in a wider type of the same kind than the one it was written from: that is an answer too.
        let original = expected["type"]?.string ?? type
        let isSameKind = kind(of: type) == kind(of: original)
        var answer: [(key: ExactText, value: Value)] = [("type", .text(ExactText(isSameKind ? original : type)))]
        func sizes(_ missing: Int, _ all: Int) { answer += [("nulls", .of(missing)), ("n", .of(all - missing))] }
        switch type {
        case _ where expected["counts"] != nil:
            let counts = try counts(files, name, missing: nil)
            let present = Int((counts.entries ?? []).reduce(0) { $0 + ($1.value.number ?? 0) })
            sizes(try rows(files) - present, try rows(files))
            answer.append(("counts", counts))
        case _ where expected["first5"] != nil && type.contains("int"):
            let values = try integers(files, name, .integer)
            let present = values.filter { $0 != .min }
            sizes(values.count - present.count, values.count)
            answer.append(("sum", .text(ExactText("\(present.reduce(Int128(0)) { $0 + Int128($1) })"))))
            answer.append(("first5", .list(present.prefix(5).map { .text(ExactText("\($0)")) })))
        case _ where expected["first_epoch_us"] != nil || expected["first_days"] != nil:
            let values = try integers(files, name, .time)
            let present = values.filter { $0 != .min }
            sizes(values.count - present.count, values.count)
            answer.append(("first_epoch_us", .list(present.prefix(3).map { .number(Double($0 / 1_000)) })))
            answer.append(("first_days", .list(present.prefix(3).map { .number(Double($0 / 86_400_000_000_000)) })))
        default:
            let values = try numbers(files, name)
            let present = values.filter { !$0.isNaN }
            sizes(values.count - present.count, values.count)
            answer.append(("first5", .of(Array(present.prefix(5)))))
            answer.append(("true", .of(present.count { $0 == 1 })))
            answer.append(("first", .list(present.prefix(3).map { .text(ExactText(String(format: "%.2f", $0))) })))
            let sum = ExactSum.of(present)
            answer.append(("sum", expected["first"] != nil ? .text(ExactText(String(format: "%.2f", sum))) : .number(sum)))
        }
        return .map(answer)
    }
}
