internal import ArgumentParser
internal import Columnar
internal import FileProfiles
internal import Foundation
internal import Statistics

/// `driftwatch profile`: a reference of a file.
struct ProfileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profile",
        abstract: "Make a reference of a file: frozen bins and the file's own counts in them.",
        discussion: """
            Examples:
              driftwatch profile --data reference.parquet --out reference.profile --ignore id,label --prediction y_hat --score p
              driftwatch profile --data today.parquet --out today.profile --bins reference.profile
              driftwatch profile --data reference.parquet --out profile-table.parquet
              curl -H "Authorization: Bearer $KEY" -H "Content-Type: application/octet-stream" --data-binary @reference.profile \\
                http://127.0.0.1:7460/v1/deployments/dep_123/reference
            """)

    @Option(help: "Parquet, CSV, Arrow IPC or JSON lines: a file, a directory, a glob or a URI.", completion: .file())
    var data: String

    @Option(
        help: "Where to write the profile; .parquet, .csv, .arrow or .json: as a table for other tools, which is not read back.",
        completion: .file())
    var out: String

    @Option(
        help: "A profile whose bins to count in, which also says which columns: 'driftwatch check' can compare the two.",
        completion: .file())
    var bins: String?

    @OptionGroup var columns: ColumnOptions

    func validate() throws {
        let both = columns.roles.numeric.intersection(columns.roles.categorical).sorted()
        guard both.isEmpty else { throw ValidationError("\(both.joined(separator: ", ")): given as numeric and as categorical") }
    }

    func run() throws {
        let files = try DataFiles(data)
        try OutputFile(out).refuse(overwriting: files.files + [bins].compactMap(\.self))
        let line = ProgressLine("reading \(data)")
        defer { line.finish() }
        let bins = try bins.map { try ProfileBins($0) }
        let profiler = try FileProfiler(files, roles: bins?.roles(files, columns.roles) ?? columns.roles)
        let reference =
            if let bins {
                try profiler.profile(against: bins.reference) { line.update($0, of: $1) }
            } else {
                try profiler.reference { line.update($0, of: $1) }
            }
        line.finish()
        guard reference.events > 0 else { throw CommandFailure("\(data): has no rows; a reference needs some") }
        // A table is for other tools to read; the bytes are the form that DriftWatch takes back.
        if FileFormat(path: out) != nil {
            let writer = try ColumnWriter(out)
            try writer.write(ProfileTable(reference).columns)
            try writer.close()
        } else {
            try OutputFile(out).write(Data(reference.encode()))
        }
        print("\(out): \(reference.events) events, \(reference.features.count) features")
        let missing = bins?.missing(files) ?? []
        if !missing.isEmpty { print("not in \(data), so all are missing: \(missing.joined(separator: ", "))") }
        if !profiler.leftOut.isEmpty {
            print("lists, structs and bytes are not looked at: \(profiler.leftOut.joined(separator: ", "))")
        }
    }
}
