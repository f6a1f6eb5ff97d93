internal import Logging

/// The two forms of a log line, without its line end.
enum LogLine {
    static func json(ts: String, level: Logger.Level, service: String, message: String, metadata: Logger.Metadata) -> String {
        var line = "{\"ts\":\"\(ts)\",\"level\":\"\(level)\",\"service\":"
        append(service, to: &line)
        line += ",\"message\":"
        append(message, to: &line)
        if !metadata.isEmpty {
            line += ",\"metadata\":"
            append(metadata, to: &line)
        }
        return line + "}"
    }

    static func text(ts: String, level: Logger.Level, service: String, message: String, metadata: Logger.Metadata) -> String {
        var line = "\(ts) \(level.rawValue.uppercased()) \(service): \(message.replacing("\n", with: "\\n"))"
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            line += " \(key)=\("\(value)".replacing("\n", with: "\\n"))"
        }
        return line
    }

    private static func append(_ metadata: Logger.Metadata, to line: inout String) {
        line += "{"
        for (index, entry) in metadata.sorted(by: { $0.key < $1.key }).enumerated() {
            if index > 0 { line += "," }
            append(entry.key, to: &line)
            line += ":"
            append(entry.value, to: &line)
        }
        line += "}"
    }

    private static func append(_ value: Logger.MetadataValue, to line: inout String) {
        switch value {
        case .string(let text): append(text, to: &line)
        case .stringConvertible(let convertible):
            if let number = convertible as? any FixedWidthInteger {
                line += "\(number)"
            } else {
                append("\(convertible)", to: &line)
            }
        case .dictionary(let metadata): append(metadata, to: &line)
        case .array(let values):
            line += "["
            for (index, value) in values.enumerated() {
                if index > 0 { line += "," }
                append(value, to: &line)
            }
            line += "]"
        }
    }

    /// Appends a JSON string: quotes, backslashes and control characters escaped.
    private static func append(_ text: String, to line: inout String) {
        line += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": line += "\\\""
            case "\\": line += "\\\\"
            case "\n": line += "\\n"
            case "\r": line += "\\r"
            case "\t": line += "\\t"
            case "\u{0}"..<"\u{20}", "\u{7F}":
                let hex = String(scalar.value, radix: 16)
                line += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: line.unicodeScalars.append(scalar)
            }
        }
        line += "\""
    }
}
