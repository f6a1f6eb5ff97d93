internal import HTTPTypes

/// An answer that is a fault: RFC 9457 `application/problem+json`.
struct Problem: Error {
    /// The HTTP status.
    let status: HTTPResponse.Status
    /// A stable word for programs: the last part of `type`.
    let code: String
    /// The same for all faults of this code, for people.
    let title: String
    /// What is wrong this time and what to do.
    let detail: String
    /// Further headers, such as `Allow`.
    var headers: HTTPFields = [:]
    /// Further members.
    var members: [JSONValue.Member] = []

    /// The body.
    var json: JSONValue {
        .object(
            [
                .init(name: "type", value: .string("urn:driftwatch:problem:\(code)")),
                .init(name: "title", value: .string(title)),
                .init(name: "status", value: .integer(Int64(status.code))),
                .init(name: "detail", value: .string(detail)),
            ] + members)
    }
}

extension Problem {
    static func badRequest(_ detail: String, code: String = "bad_request", members: [JSONValue.Member] = []) -> Problem {
        Problem(status: .badRequest, code: code, title: "the request cannot be read", detail: detail, members: members)
    }

    /// A query parameter that is not what it should be.
    static func parameter(_ name: String, _ detail: String) -> Problem {
        badRequest("\(name): \(detail)", code: "bad_parameter", members: [.init(name: "parameter", value: .string(name))])
    }

    static func unauthenticated(_ detail: String) -> Problem {
        Problem(
            status: .unauthorized, code: "unauthenticated", title: "no valid API key", detail: detail,
            headers: [.wwwAuthenticate: "Bearer realm=\"driftwatch\""])
    }

    static func notFound(_ detail: String) -> Problem {
        Problem(status: .notFound, code: "not_found", title: "there is no such thing", detail: detail)
    }

    static func methodNotAllowed(allowed: [String]) -> Problem {
        Problem(
            status: .methodNotAllowed, code: "method_not_allowed", title: "this method does not go with this address",
            detail: "use \(allowed.joined(separator: ", "))", headers: [.allow: allowed.joined(separator: ", ")])
    }

    static func tooLarge(limit: Int) -> Problem {
        Problem(
            status: .contentTooLarge, code: "too_large", title: "the body is too large",
            detail: "the body may have \(limit) bytes; send it in parts", headers: [.connection: "close"],
            members: [.init(name: "limit_bytes", value: .integer(Int64(limit)))])
    }

    static func unsupportedMediaType(_ detail: String) -> Problem {
        Problem(
            status: .unsupportedMediaType, code: "unsupported_media_type", title: "the body is of a type that is not taken here",
            detail: detail)
    }

    static let busy = Problem(
        status: .serviceUnavailable, code: "busy", title: "too much is going on", detail: "wait a second and send it again",
        headers: [.retryAfter: "1"])

    static let fault = Problem(
        status: .internalServerError, code: "internal", title: "our fault", detail: "the request failed; the log says why")
}
