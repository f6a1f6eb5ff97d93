internal import HTTPTypes
internal import Hummingbird

/// Responses of the API.
enum Answers {
    /// Headers of everything that is not the web UI.
    private static let apiHeaders: HTTPFields = [
        .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
        .contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'",
    ]

    static func json(_ value: JSONValue, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
        response(status, type: "application/json", value, headers)
    }

    static func problem(_ problem: Problem) -> Response {
        response(problem.status, type: "application/problem+json", problem.json, problem.headers)
    }

    /// An answer without a body, such as to OPTIONS.
    static func empty(_ status: HTTPResponse.Status, headers: HTTPFields) -> Response {
        Response(status: status, headers: merged(headers))
    }

    /// The same answer without its body, for HEAD. The length stays that of the body.
    static func head(of response: Response) -> Response {
        var headers = response.headers
        if let length = response.body.contentLength { headers[.contentLength] = "\(length)" }
        return Response(status: response.status, headers: headers)
    }

    private static func response(
        _ status: HTTPResponse.Status, type: String, _ value: JSONValue, _ headers: HTTPFields
    ) -> Response {
        var headers = merged(headers)
        headers[.contentType] = type
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: JSONWriter.bytes(value)))
    }

    private static func merged(_ headers: HTTPFields) -> HTTPFields {
        var all = apiHeaders
        for field in headers { all[field.name] = field.value }
        return all
    }
}
