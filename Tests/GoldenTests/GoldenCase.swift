import Foundation
import Statistics

/// One case: inputs, and what the trusted library gives for them.
struct GoldenCase: Sendable {
    let id: String
    let family: String
    let function: String
    let kind: String
    nonisolated(unsafe) let inputs: Value
    nonisolated(unsafe) let params: Value
    nonisolated(unsafe) let expected: Value
    let relative: Double
    let absolute: Double
}

/// A folder of cases: one JSON file a family, and the files that inputs name.
struct GoldenFolder: Sendable, CustomStringConvertible {
    let path: URL
    let cases: [GoldenCase]

    var description: String { path.lastPathComponent }

    init(_ path: URL) throws {
        self.path = path
        var cases: [GoldenCase] = []
        let names = try FileManager.default.contentsOfDirectory(atPath: path.path).sorted()
        for name in names where name.hasSuffix(".json") && name != "manifest.json" {
            let bytes = [UInt8](try Data(contentsOf: path.appending(path: name)))
            for item in try ValueParser.parse(bytes).items ?? [] {
                cases.append(Self.decode(item, family: String(name.dropLast(5))))
            }
        }
        self.cases = cases
    }

    private static func decode(_ item: Value, family: String) -> GoldenCase {
        GoldenCase(
            id: item["id"]?.string ?? "?", family: family, function: item["function"]?.string ?? "?",
            kind: item["kind"]?.string ?? "exact", inputs: item["inputs"] ?? .null, params: item["params"] ?? .null,
            expected: item["expected"] ?? .null, relative: item["tol"]?["rel"]?.number ?? 0,
            absolute: item["tol"]?["abs"]?.number ?? 0)
    }

    func file(_ name: String) -> String { path.appending(path: name).path }

    /// The folders named by `GOLDEN_DIR` (several apart by colons), else the committed ones. A folder without cases of its own stands for
    /// the folders in it.
    static func all() throws -> [GoldenFolder] {
        let committed = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "golden")
        let named = ProcessInfo.processInfo.environment["GOLDEN_DIR"].map {
            $0.split(separator: ":").map { URL(filePath: String($0)) }
        }
        var folders: [GoldenFolder] = []
        for path in named ?? [committed] {
            let folder = try GoldenFolder(path)
            if !folder.cases.isEmpty {
                folders.append(folder)
                continue
            }
            let below = try FileManager.default.contentsOfDirectory(at: path, includingPropertiesForKeys: [.isDirectoryKey])
                .filter { (try? $0.resourceValues(forKeys: [.isDirectoryKey]).isDirectory) == true }
                .sorted { $0.path < $1.path }
            folders.append(contentsOf: try below.map { try GoldenFolder($0) })
            if below.isEmpty { folders.append(folder) }
        }
        return folders
    }
}
