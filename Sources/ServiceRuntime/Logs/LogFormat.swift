/// How a log line looks.
package enum LogFormat: Sendable {
    /// One JSON object a line: `ts`, `level`, `service`, `message` and `metadata`.
    case json
    /// For people: time, level, service, message, `key=value`.
    case text
}
