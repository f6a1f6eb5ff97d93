internal import Foundation
internal import ServiceRuntime

/// Where everything of one installation is on disk.
package struct DataDirectory: Sendable {
    /// The directory itself, absolute.
    package let path: String

    /// - Parameter path: a relative path is taken from the working directory.
    package init(_ path: String) {
        self.path = URL(filePath: path).standardizedFileURL.path
    }

    /// The private cluster's directory.
    package var postgres: String { "\(path)/postgres" }
    /// The administrator token, readable by the owner only.
    package var adminToken: String { "\(path)/admin-token" }
    /// The services' Unix sockets, reachable by the owner only.
    package var sockets: String { "\(path)/run" }
    /// Where the auth service answers.
    package var authSocket: String { "\(sockets)/auth.sock" }
    /// Where ingest answers the gateway.
    package var ingestSocket: String { "\(sockets)/ingest.sock" }
    /// Where stream answers.
    package var streamSocket: String { "\(sockets)/stream.sock" }
    /// Where metrics-api answers.
    package var metricsSocket: String { "\(sockets)/metrics.sock" }

    /// Makes the directories and the administrator token where they are missing.
    ///
    /// The directory itself can be passed through by other users, since the cluster started by root runs as `postgres`;
    /// what is in it cannot be read.
    /// - Returns: the administrator token.
    func prepare() throws(ConfigurationError) -> String {
        make(path, mode: 0o711)
        make(sockets, mode: 0o700)
        guard FileManager.default.isWritableFile(atPath: sockets) else {
            throw ConfigurationError(
                "data.directory: cannot write in the data directory \(path): give another by --data-directory")
        }
        if let token = try? String(contentsOfFile: adminToken, encoding: .utf8) {
            let trimmed = token.trimmingCharacters(in: .whitespacesAndNewlines)
            if !trimmed.isEmpty { return trimmed }
        }
        let characters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
        let token = "dwa_" + String((0..<40).map { _ in characters.randomElement()! })
        let made = FileManager.default.createFile(
            atPath: adminToken, contents: Data("\(token)\n".utf8), attributes: [.posixPermissions: 0o600])
        guard made else { throw ConfigurationError("cannot write \(adminToken): check the directory's permissions") }
        return token
    }

    private func make(_ directory: String, mode: Int) {
        try? FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: mode])
    }
}
