internal import CArrowShim

/// The forms of file that can be read.
package enum FileFormat: String, CaseIterable, Sendable {
    case parquet
    case csv
    case arrow
    case jsonLines = "jsonl"

    /// The format that a file's name tells, or nil.
    package init?(path: String) {
        // A URI's query is not part of the name.
        let plain = path.contains("://") ? path.prefix { $0 != "?" } : path[...]
        let name = plain.split(separator: "/").last ?? ""
        let parts = name.lowercased().split(separator: ".").map(String.init)
        let compressions: Set<String> = ["gz", "zst", "bz2", "lz4"]
        guard let ending = parts.dropFirst().last(where: { !compressions.contains($0) }) else { return nil }
        switch ending {
        case "parquet", "pq": self = .parquet
        case "csv": self = .csv
        case "arrow", "feather", "ipc": self = .arrow
        case "jsonl", "ndjson", "json": self = .jsonLines
        default: return nil
        }
    }

    var shim: dwa_format {
        switch self {
        case .parquet: DWA_FORMAT_PARQUET
        case .csv: DWA_FORMAT_CSV
        case .arrow: DWA_FORMAT_IPC
        case .jsonLines: DWA_FORMAT_JSON_LINES
        }
    }
}
