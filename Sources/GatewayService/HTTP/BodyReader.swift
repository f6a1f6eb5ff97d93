internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Reads a request's body whole, within a limit.
enum BodyReader {
    /// Media types that hold JSON; the last is what curl says of `-d` when nobody tells it otherwise.
    static let jsonTypes: Set<String> = ["application/json", "text/json", "application/x-www-form-urlencoded"]

    /// The media type in lower case without parameters; nothing when the request has none.
    static func mediaType(of request: Request) -> String? {
        request.headers[.contentType].map { value in
            value.prefix { $0 != ";" }.lowercased().filter { !$0.isWhitespace }
        }
    }

    /// Refuses what is compressed.
    static func checkEncoding(of request: Request) throws {
        if let encoding = request.headers[.contentEncoding], encoding.lowercased() != "identity" {
            throw Problem.unsupportedMediaType("the content encoding \(encoding.prefix(32)) is not taken; send the body as it is")
        }
    }

    /// Bytes beyond the limit that are read and thrown away, so that a client that sends before it listens hears why.
    private static let courtesyBytes = 16 << 20

    /// The whole body.
    ///
    /// - Throws: `Problem` 413 when it is longer than the limit, 400 when the client breaks off.
    static func read(_ request: Request, limit: Int) async throws -> ByteBuffer {
        if let announced = request.headers[.contentLength].flatMap({ Int($0) }), announced > limit + courtesyBytes {
            throw Problem.tooLarge(limit: limit)
        }
        var body = ByteBuffer()
        var length = 0
        do {
            for try await part in request.body {
                length += part.readableBytes
                guard length <= limit + courtesyBytes else { throw Problem.tooLarge(limit: limit) }
                if length > limit {
                    body.clear()
                } else if body.readableBytes == 0 {
                    body = part
                } else {
                    body.writeImmutableBuffer(part)
                }
            }
            guard length <= limit else { throw Problem.tooLarge(limit: limit) }
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem.badRequest("the body broke off after \(length) bytes; send it again")
        }
        return body
    }

    /// The body as JSON.
    ///
    /// - Throws: `Problem` 415 for another media type, 413, or 400 with the position of the fault.
    static func json(_ request: Request, limit: Int) async throws -> (value: JSONValue, bytes: Int) {
        if let type = mediaType(of: request), !jsonTypes.contains(type) {
            throw Problem.unsupportedMediaType("send application/json, not \(type.prefix(64))")
        }
        try checkEncoding(of: request)
        let body = try await read(request, limit: limit)
        do {
            return (try body.withUnsafeReadableBytes { try JSONParser.parse($0) }, body.readableBytes)
        } catch let error as JSONSyntaxError {
            throw Problem.badRequest(
                "the body is not JSON: \(error.description)", code: "bad_json",
                members: [
                    .init(name: "offset", value: .integer(Int64(error.offset))),
                    .init(name: "line", value: .integer(Int64(error.line))),
                    .init(name: "column", value: .integer(Int64(error.column))),
                ])
        }
    }
}
