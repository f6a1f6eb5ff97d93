internal import Foundation

/// What stands beside the programs: in `../share/driftwatch` of an installation, or in the checkout that they were built in.
package enum InstalledFiles {
    /// The dashboard's pages, or nil when they are not built.
    package static var web: String? { first(["../share/driftwatch/web", "../../../web/dist"], holding: "index.html") }

    /// The employment example, or nil.
    package static var employmentExample: String? {
        first(["../share/driftwatch/examples/employment", "../../../examples/employment"], holding: "reference.parquet")
    }

    private static func first(_ candidates: [String], holding file: String) -> String? {
        let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        return candidates.map { program.appending(path: $0).standardizedFileURL.path }
            .first { FileManager.default.fileExists(atPath: "\($0)/\(file)") }
    }
}
