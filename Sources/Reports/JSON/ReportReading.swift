internal import Foundation

extension Report {
    /// Reads an answer of `check` or `evaluate` back from its JSON, and tells which it is by its content.
    ///
    /// - Throws: `ReportError` with the place of what is wrong. Nothing in the bytes can trap.
    package init(json: [UInt8]) throws(ReportError) {
        let data = Data(json)
        let marks: Marks
        do {
            marks = try JSONForm.decoder.decode(Marks.self, from: data)
        } catch DecodingError.dataCorrupted(let context) {
            let fault = JSONFault(json).map { "\($0)" } ?? visible(context.debugDescription)
            throw ReportError(code: .notJSON, path: "", message: "is not JSON: \(fault)")
        } catch {
            throw .foreign
        }
        switch (marks.globalStatus, marks.task) {
        case (_?, nil): self = .check(try Self.decode(CheckReport.self, data))
        case (nil, _?): self = .evaluation(try Self.decode(EvaluationReport.self, data))
        default: throw .foreign
        }
    }

    /// What tells one answer from the other.
    private struct Marks: Decodable {
        struct Anything: Decodable {
            init(from decoder: any Decoder) {}
        }
        var globalStatus: Anything?
        var task: Anything?
    }

    private static func decode<Document: Decodable>(_ type: Document.Type, _ data: Data) throws(ReportError) -> Document {
        do {
            return try JSONForm.decoder.decode(type, from: data)
        } catch let error as DecodingError {
            throw ReportError(error)
        } catch {
            throw ReportError(code: .damaged, path: "", message: "cannot be read")
        }
    }
}

extension ReportError {
    fileprivate static var foreign: ReportError {
        ReportError(
            code: .foreign, path: "",
            message: "is not an answer of 'driftwatch check' (global_status) or 'driftwatch evaluate' (task) in JSON")
    }

    fileprivate init(_ error: DecodingError) {
        switch error {
        case .keyNotFound(let key, let context):
            self.init(code: .damaged, path: CodingPath.text(context.codingPath + [key]), message: "is missing")
        case .valueNotFound(let type, let context):
            self.init(code: .damaged, path: CodingPath.text(context.codingPath), message: "is null instead of \(Self.word(type))")
        case .typeMismatch(let type, let context):
            self.init(code: .damaged, path: CodingPath.text(context.codingPath), message: "is not \(Self.word(type))")
        case .dataCorrupted(let context):
            let detail = visible(context.debugDescription).prefix(120)
            self.init(
                code: .damaged, path: CodingPath.text(context.codingPath), message: "a value cannot be taken: \(detail)")
        @unknown default:
            self.init(code: .damaged, path: "", message: "cannot be read")
        }
    }

    private static func word(_ type: Any.Type) -> String {
        switch type {
        case is Double.Type: "a number"
        case is Int.Type: "a whole number"
        case is String.Type: "a text"
        case is Bool.Type: "true or false"
        default: "\(type)".contains("Array") ? "a list" : "an object"
        }
    }
}
