internal import Foundation
internal import Statistics

/// TREC's files: judgements (`query iteration document grade`) and runs (`query Q0 document rank score tag`), parted by blanks.
enum TrecFiles {
    /// Grades of documents by query. The last of two lines for one document counts.
    static func judgements(_ path: String) throws(EvaluationError) -> [ExactText: [ExactText: Int]] {
        var judgements: [ExactText: [ExactText: Int]] = [:]
        try forEachLine(of: path, fields: 4...4, "query iteration document grade") { fields throws(EvaluationError) in
            guard let grade = Int(text(fields[3])) else { return "the grade is no whole number" }
            judgements[ExactText(utf8: Array(fields[0])), default: [:]][ExactText(utf8: Array(fields[2]))] = grade
            return nil
        }
        return judgements
    }

    /// Documents with scores by query, and the run's name.
    static func run(_ path: String) throws(EvaluationError) -> (queries: [ExactText: [TrecQuery.Document]], tag: String) {
        var queries: [ExactText: [TrecQuery.Document]] = [:]
        var seen: [ExactText: Set<ExactText>] = [:]
        var tag = ""
        try forEachLine(of: path, fields: 6...6, "query Q0 document rank score tag") { fields throws(EvaluationError) in
            guard let score = Float(text(fields[4])), !score.isNaN else { return "the score is no number" }
            let (query, name) = (ExactText(utf8: Array(fields[0])), ExactText(utf8: Array(fields[2])))
            guard seen[query, default: []].insert(name).inserted else { return "the query has this document already" }
            queries[query, default: []].append(TrecQuery.Document(name: name, score: score))
            tag = text(fields[5])
            return nil
        }
        return (queries, tag)
    }

    private static func text(_ field: ArraySlice<UInt8>) -> String { String(decoding: field, as: UTF8.self) }

    /// - Parameter body: says what is wrong with a line, or nil.
    private static func forEachLine(
        of path: String, fields count: ClosedRange<Int>, _ form: String,
        _ body: ([ArraySlice<UInt8>]) throws(EvaluationError) -> String?
    ) throws(EvaluationError) {
        let bytes: [UInt8]
        do {
            bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
        } catch {
            throw EvaluationError("\(path): cannot be read: there is no such file, or it is no file that may be read")
        }
        var (start, line) = (0, 0)
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            line += 1
            let fields = bytes[start..<end].split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
            start = end + 1
            if fields.isEmpty { continue }
            guard count.contains(fields.count) else {
                throw EvaluationError("\(path): line \(line) has \(fields.count) fields; each line is: \(form)")
            }
            if let fault = try body(fields) { throw EvaluationError("\(path): line \(line): \(fault); each line is: \(form)") }
        }
        guard line > 0 else { throw EvaluationError("\(path): is empty; each line is: \(form)") }
    }
}
