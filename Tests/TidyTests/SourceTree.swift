import Foundation

/// The checkout's files, as the house rules see them.
enum SourceTree {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Paths below the root of the files in some folders, without build products and generated code.
    static func files(in folders: [String], endings: [String]) -> [String] {
        let skipped: Set<String> = [".build", "dist", "node_modules", "build", "__pycache__", "Files", "golden"]
        return folders.flatMap { folder -> [String] in
            let start = root.appending(path: folder)
            guard let walk = FileManager.default.enumerator(at: start, includingPropertiesForKeys: nil) else { return [] }
            var found: [String] = []
            for case let file as URL in walk {
                if skipped.contains(file.lastPathComponent) { walk.skipDescendants() }
                let path = String(file.path.dropFirst(root.path.count + 1))
                if endings.contains(file.pathExtension), !path.contains("/Generated/") { found.append(path) }
            }
            return found
        }.filter { !$0.hasSuffix(".pb.swift") && !$0.hasSuffix(".grpc.swift") }.sorted()
    }

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    static func lines(_ path: String) throws -> [Substring] {
        try text(path).split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// The modules that a Swift file imports, with the words before `import`.
    static func imports(_ path: String) throws -> [(modifiers: String, module: String)] {
        try lines(path).compactMap { line -> (modifiers: String, module: String)? in
            let words = line.split(separator: " ").map(String.init)
            guard let place = words.firstIndex(of: "import"), place + 1 < words.count, place <= 2 else { return nil }
            guard words[..<place].allSatisfy({ $0.hasPrefix("@") || ["internal", "package", "public", "private"].contains($0) })
            else { return nil }
            let keywords: Set<String> = ["struct", "func", "class", "enum", "protocol"]
            let name = words.dropFirst(place + 1).last(where: { !keywords.contains($0) }) ?? ""
            return (modifiers: words[..<place].joined(separator: " "), module: String(name.split(separator: ".").first ?? ""))
        }
    }
}
