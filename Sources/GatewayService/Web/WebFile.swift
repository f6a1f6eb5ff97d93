internal import HTTPTypes
internal import Hummingbird

/// One file of the web UI, in memory.
struct WebFile: Sendable {
    let path: String
    let bytes: ByteBuffer
    let etag: String
    /// The same compressed with gzip, when the build made it.
    var gzip: ByteBuffer?

    /// Whether the name holds a hash of the content, so that it never changes under this name.
    var isHashed: Bool {
        guard let dot = path.lastIndex(of: "."), let start = path[..<dot].lastIndex(where: { $0 == "-" || $0 == "." }) else {
            return false
        }
        let part = path[path.index(after: start)..<dot]
        let isBase32 = part.count == 8 && part.allSatisfy { $0.isASCII && ($0.isUppercase || $0.isNumber) }
        let isHex = part.count >= 8 && part.allSatisfy { $0.isHexDigit && !$0.isUppercase } && part.contains(where: \.isNumber)
        return isBase32 || isHex
    }

    /// The media type by the name's end.
    var mediaType: String {
        switch path.split(separator: ".").last?.lowercased() {
        case "html": "text/html; charset=utf-8"
        case "js", "mjs": "text/javascript; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "json", "map": "application/json"
        case "svg": "image/svg+xml"
        case "png": "image/png"
        case "ico": "image/x-icon"
        case "woff2": "font/woff2"
        case "woff": "font/woff"
        case "otf": "font/otf"
        case "ttf": "font/ttf"
        case "txt": "text/plain; charset=utf-8"
        case "webmanifest": "application/manifest+json"
        default: "application/octet-stream"
        }
    }
}
