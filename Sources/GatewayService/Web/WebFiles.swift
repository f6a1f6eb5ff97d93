internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Identity
internal import ServiceRuntime

/// The web UI's files, read once when the gateway starts: a path from outside never reaches the file system.
struct WebFiles: Sendable {
    /// The files together may have so many bytes.
    static let bytesMax = 64 << 20

    private let files: [String: WebFile]

    /// What the browser may do on pages of the UI: only what comes from here.
    static let contentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

    /// Reads a folder.
    ///
    /// - Throws: `ConfigurationError` when it cannot be read, has no `index.html`, or is too large.
    init(directory: String) throws {
        let root = URL(filePath: directory, directoryHint: .isDirectory).resolvingSymlinksInPath()
        let setting = GatewaySettings.webDirectory.name
        guard FileManager.default.fileExists(atPath: root.appending(path: "index.html").path) else {
            throw ConfigurationError("\(setting): \(directory) has no index.html; build the web UI or give its folder")
        }
        guard let names = try? FileManager.default.subpathsOfDirectory(atPath: root.path(percentEncoded: false)) else {
            throw ConfigurationError("\(setting): cannot read the folder \(directory); make it readable")
        }
        var files: [String: WebFile] = [:]
        var total = 0
        for name in names where !name.split(separator: "/").contains(where: { $0.hasPrefix(".") }) {
            let url = root.appending(path: name)
            guard (try? url.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true else { continue }
            guard let data = try? Data(contentsOf: url) else {
                throw ConfigurationError("\(setting): cannot read \(url.path); make it readable")
            }
            total += data.count
            guard total <= Self.bytesMax else {
                throw ConfigurationError(
                    "\(setting): \(directory) holds more than \(Self.bytesMax) bytes; is it the right folder?")
            }
            files[name] = WebFile(path: name, bytes: ByteBuffer(bytes: data), etag: "\"\(SHA256.hex(data).prefix(32))\"")
        }
        for (name, file) in files where name.hasSuffix(".gz") {
            files[String(name.dropLast(3))]?.gzip = file.bytes
        }
        self.files = files
    }

    /// The answer to a GET or HEAD of a path outside the API; nothing when there is no such file and it is no page of the UI.
    func response(to request: Request) -> Response? {
        guard let path = Query.decode(request.uri.path.drop { $0 == "/" }, plusIsSpace: false) else { return nil }
        let isPage = path.isEmpty || !(path.split(separator: "/").last?.contains(".") ?? false)
        guard let file = files[path] ?? (isPage ? files["index.html"] : nil) else { return nil }
        var headers: HTTPFields = [
            .contentType: file.mediaType, .eTag: file.etag, .xContentTypeOptions: "nosniff",
            .contentSecurityPolicy: Self.contentSecurityPolicy,
            .cacheControl: file.isHashed ? "public, max-age=31536000, immutable" : "no-cache",
        ]
        headers[HTTPField.Name("Referrer-Policy")!] = "no-referrer"
        headers[.vary] = "accept-encoding"
        if request.headers[.ifNoneMatch]?.split(separator: ",").contains(where: { matches($0, file.etag) }) == true {
            return Response(status: .notModified, headers: headers)
        }
        guard let gzip = file.gzip, acceptsGzip(request) else {
            return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: file.bytes))
        }
        headers[.contentEncoding] = "gzip"
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: gzip))
    }

    private func matches(_ candidate: Substring, _ etag: String) -> Bool {
        var text = candidate.drop { $0.isWhitespace }
        if text.hasPrefix("W/") { text = text.dropFirst(2) }
        while text.last?.isWhitespace == true { text = text.dropLast() }
        return text == etag || text == "*"
    }

    private func acceptsGzip(_ request: Request) -> Bool {
        (request.headers[.acceptEncoding] ?? "").split(separator: ",").contains { coding in
            let parts = coding.split(separator: ";").map { $0.filter { !$0.isWhitespace }.lowercased() }
            return parts.first == "gzip" && !parts.dropFirst().contains { $0 == "q=0" || $0 == "q=0.0" }
        }
    }
}
