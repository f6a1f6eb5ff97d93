internal import Processes

/// The programs of one installed Postgres.
struct PostgresBinaries: Equatable {
    static let oldestVersion = 15

    /// The folder that holds `postgres` and `initdb`.
    var folder: String
    var version: Int

    var postgres: String { "\(folder)/postgres" }
    var initdb: String { "\(folder)/initdb" }

    /// The newest installed Postgres, or the one of the given major version, which is what an existing cluster needs.
    static func find(version wanted: Int?, path: String) throws(PrivateClusterError) -> PostgresBinaries {
        let found = candidateFolders(path: path).compactMap(binaries(in:))
        let usable = found.filter { binaries in wanted.map { $0 == binaries.version } ?? (binaries.version >= oldestVersion) }
        if let newest = usable.max(by: { $0.version < $1.version }) { return newest }
        let seen =
            found.isEmpty
            ? "none is installed" : "installed: \(found.map { "\($0.version) in \($0.folder)" }.joined(separator: ", "))"
        if let wanted {
            throw PrivateClusterError(
                code: .noBinaries,
                message: "the data was written by postgres \(wanted), and \(seen); install postgresql-\(wanted)")
        }
        throw PrivateClusterError(
            code: .noBinaries,
            message: "needs postgres \(oldestVersion) or newer, and \(seen); run: apt-get install postgresql-\(oldestVersion)")
    }

    private static func candidateFolders(path: String) -> [String] {
        let packaged = Files.entries("/usr/lib/postgresql").map { "/usr/lib/postgresql/\($0)/bin" }
        let other = Files.entries("/usr").filter { $0.hasPrefix("pgsql-") }.map { "/usr/\($0)/bin" }
        let inPath = path.split(separator: ":").map(String.init).filter { $0.hasPrefix("/") }
        return inPath + packaged + other
    }

    /// The version is the program's own word: `postgres (PostgreSQL) 15.8 (Debian …)`.
    private static func binaries(in folder: String) -> PostgresBinaries? {
        guard Files.isExecutable("\(folder)/postgres"), Files.isExecutable("\(folder)/initdb"),
            let output = try? ChildProcess.output(of: ["\(folder)/postgres", "--version"]),
            let number = output.split(separator: " ").first(where: { $0.first?.isNumber == true }),
            let version = Int(number.prefix { $0.isNumber })
        else { return nil }
        return PostgresBinaries(folder: folder, version: version)
    }
}
