import Foundation

/// The committed answers of other libraries: see Tests/peers/README.md.
enum PeerFixtures {
    static func read<Content: Decodable>(_ name: String, as type: Content.Type = Content.self) throws -> Content {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "peers")
        return try JSONDecoder().decode(type, from: Data(contentsOf: folder.appending(path: name)))
    }
}
