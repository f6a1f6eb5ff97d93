/// Why a whole batch is refused. Nothing of it is taken.
package struct BatchFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// Stable, for programs: `column_length`. All of them are in docs/wire-format.md.
    package let code: String
    /// For people: which column, which count, which limit, what to do. Never shows the values of events.
    package let message: String

    /// A fault with a code of docs/wire-format.md.
    package init(code: String, message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { "\(code): \(message)" }
}

extension BatchFault {
    static func malformed(_ what: String) -> BatchFault {
        BatchFault(code: "malformed_protobuf", message: "the batch is not a valid driftwatch.v1.InferenceBatch: \(what)")
    }

    static func columnLength(_ column: ColumnName, has found: Int, wants expected: Int, per unit: String = "event") -> BatchFault
    {
        BatchFault(
            code: "column_length",
            message: "\(column) has \(found) values where the batch has \(expected): send one a \(unit), or leave the column out")
    }

    static func invalidUTF8(_ what: String) -> BatchFault {
        BatchFault(code: "invalid_utf8", message: "\(what) is not valid UTF-8")
    }

    static func duplicate(_ what: String) -> BatchFault {
        BatchFault(code: "duplicate_column", message: "\(what) occurs twice in the batch: send each once")
    }

    static func tooMany(_ what: String, limit: Int) -> BatchFault {
        BatchFault(code: "too_many_columns", message: "the batch has more than \(limit) \(what): send fewer")
    }

    static func name(_ what: String, bytes: Int, limit: Int) -> BatchFault {
        BatchFault(code: "name_length", message: "\(what) is \(bytes) bytes long; it must have 1 to \(limit)")
    }

    static func reservedName(_ what: String) -> BatchFault {
        BatchFault(
            code: "reserved_name",
            message: "\(what) begins and ends with two underscores: such names are kept for the model's outputs")
    }

    static func nulInName(_ what: String) -> BatchFault {
        BatchFault(code: "nul_character", message: "\(what) contains U+0000: send it without")
    }
}
