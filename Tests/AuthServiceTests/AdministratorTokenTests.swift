import AuthService
import Foundation
import ServiceRuntime
import Testing

@Suite struct AdministratorTokens {
    @Test func onlyTheSameTextMatches() throws {
        let token = try #require(AdministratorToken("0123456789abcdef"))
        #expect(token.matches("0123456789abcdef"))
        #expect(!token.matches("0123456789abcdeF") && !token.matches("") && !token.matches("0123456789abcdef "))
    }

    @Test(arguments: ["", "short", "0123456789 abcdef", "0123456789abcdé123", String(repeating: "a", count: 257)])
    func aWeakTokenIsNone(text: String) {
        #expect(AdministratorToken(text) == nil)
    }

    @Test func theTokenComesFromTheFirstLineOfAFile() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: url) }
        func load() throws -> AuthConfiguration {
            try AuthConfiguration(
                ServiceConfiguration(
                    service: "auth", settings: AuthSettings.all, arguments: ["--admin-token-file", url.path], environment: [:]))
        }
        #expect(throws: ConfigurationError.self) { try load() }
        try Data("too-short\n".utf8).write(to: url)
        #expect(throws: ConfigurationError.self) { try load() }
        try Data("0123456789abcdef\nsecond line\n".utf8).write(to: url)
        #expect(try load().administrator?.matches("0123456789abcdef") == true)
    }
}
