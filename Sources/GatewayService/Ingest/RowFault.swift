/// Why one event is not taken.
package struct RowFault: Error, Equatable {
    /// Stable, for programs.
    package let code: String
    /// For people: what, where, what to do.
    package let message: String

    static func type(_ path: String, _ found: JSONValue, expected: String) -> RowFault {
        RowFault(code: "field_type", message: "\(path) is \(found.kind); it must be \(expected)")
    }

    static func missing(_ path: String) -> RowFault {
        RowFault(code: "field_missing", message: "\(path) is missing")
    }

    static func unknown(_ path: String, known: [String]) -> RowFault {
        RowFault(code: "field_unknown", message: "\(path) is unknown; known are \(known.joined(separator: ", "))")
    }

    static func value(_ path: String, _ reason: String) -> RowFault {
        RowFault(code: "field_value", message: "\(path) \(reason)")
    }
}
