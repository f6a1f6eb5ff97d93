internal import Foundation

/// The machine's form of a report: members in snake case and sorted; names of features, metrics, groups and slices as they are.
enum JSONForm {
    /// - Throws: `notFinite` where a number that cannot be absent is NaN or infinite.
    static func text(_ report: some Encodable) throws(ReportError) -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return JSONLayout.spread(try encoder.encode(report))
        } catch EncodingError.invalidValue(_, let context) {
            throw ReportError(
                code: .notFinite, path: CodingPath.text(context.codingPath),
                message: "is not a finite number, so the report cannot be written")
        } catch {
            throw ReportError(code: .notFinite, path: "", message: "the report cannot be written as JSON: \(error)")
        }
    }

    /// A decoder of what ``text(_:)`` writes.
    static var decoder: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return decoder
    }
}

/// Where in a document something is, as a reader of the document would say it: `per_feature_metrics.age.psi.threshold`.
enum CodingPath {
    static func text(_ path: [any CodingKey]) -> String {
        var text = ""
        for key in path {
            if let index = key.intValue, !isMember(key) {
                text += "[\(index)]"
            } else {
                text += (text.isEmpty ? "" : ".") + (isMember(key) ? snakeCase(key.stringValue) : visible(key.stringValue))
            }
        }
        return text
    }

    /// Members of our types are enum cases; keys of dictionaries, which may be called anything, are not.
    private static func isMember(_ key: any CodingKey) -> Bool {
        Mirror(reflecting: key).displayStyle == .enum
    }

    private static func snakeCase(_ name: String) -> String {
        String(name.flatMap { $0.isUppercase ? ["_", Character($0.lowercased())] : [$0] })
    }
}
