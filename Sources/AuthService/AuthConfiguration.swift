internal import Foundation
package import ServiceRuntime

/// How an auth service decides.
package struct AuthConfiguration: Sendable {
    /// Who may administer; nothing: nobody.
    package var administrator: AdministratorToken?
    /// Keys checked a second.
    package var checksPerSecond = 5_000

    /// Makes a configuration.
    package init(administrator: AdministratorToken?) {
        self.administrator = administrator
    }

    /// Takes the values of a process's configuration, and reads the token's file.
    ///
    /// - Throws: `ConfigurationError` when the file cannot be read or holds no token.
    package init(_ configuration: ServiceConfiguration) throws {
        checksPerSecond = configuration[AuthSettings.checksPerSecond]
        if let text = configuration[AuthSettings.adminToken] {
            administrator = AdministratorToken(text)
        } else if let path = configuration[AuthSettings.adminTokenFile] {
            administrator = try Self.token(inFile: path)
        }
    }

    private static func token(inFile path: String) throws -> AdministratorToken {
        let setting = AuthSettings.adminTokenFile.name
        guard let text = try? String(contentsOf: URL(filePath: path), encoding: .utf8) else {
            throw ConfigurationError("\(setting): cannot read \(path); give a readable file with the administrator token")
        }
        let line = text.split(separator: "\n", maxSplits: 1).first.map { $0.filter { !$0.isWhitespace } } ?? ""
        guard let token = AdministratorToken(line) else {
            throw ConfigurationError(
                "\(setting): the first line of \(path) is no token; allowed: 16 to 256 visible ASCII characters")
        }
        return token
    }
}
