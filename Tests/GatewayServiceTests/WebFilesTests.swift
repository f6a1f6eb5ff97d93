import Foundation
import GatewayService
import Protos
import ServiceRuntime
import Testing

@Suite struct WebUI {
    private func withSite(_ body: @Sendable (GatewayPeer) async throws -> Void) async throws {
        let root = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        let site = root.appending(path: "site")
        try FileManager.default.createDirectory(at: site.appending(path: "assets"), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: root) }
        for (name, text) in [
            "site/index.html": "<!doctype html>", "site/assets/app-5CVV6TUJ.js": "let a = 1",
            "site/assets/app-5CVV6TUJ.js.gz": "zipped",
            "site/assets/Inter-Regular.woff2": "font", "site/.hidden": "hidden", "secret.txt": "secret",
        ] { try Data(text.utf8).write(to: root.appending(path: name)) }
        let path = site.path
        try await GatewayPeer.with({ $0.webDirectory = path }, body)
    }

    @Test func aPageComesWithTheStrictPolicyAndIsAskedForAgain() async throws {
        try await withSite { peer async throws in
            for path in ["/", "/index.html", "/deployments/dep_1/drift"] {
                let answer = try await peer.get(path, key: .some(nil))
                #expect(answer.status == 200 && answer.text == "<!doctype html>", "\(path)")
                #expect(
                    answer.header("Content-Type") == "text/html; charset=utf-8" && answer.header("Cache-Control") == "no-cache")
                #expect(
                    answer.header("Content-Security-Policy")
                        == "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
                        + "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
                #expect(answer.header("X-Content-Type-Options") == "nosniff" && answer.header("Referrer-Policy") == "no-referrer")
            }
        }
    }

    @Test func aHashedFileIsKeptForEverAndAnotherIsNot() async throws {
        try await withSite { peer async throws in
            let raw = await RawClient.exchange(
                port: peer.port, send: ["GET /assets/app-5CVV6TUJ.js HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"],
                pause: .zero)
            #expect(raw.contains("max-age=31536000, immutable") && raw.contains("text/javascript") && raw.hasSuffix("let a = 1"))
            let font = try await peer.get("/assets/Inter-Regular.woff2")
            #expect(font.header("Cache-Control") == "no-cache" && font.header("Content-Type") == "font/woff2")
        }
    }

    @Test func aCompressedFileGoesToThoseWhoTakeIt() async throws {
        try await withSite { peer async throws in
            func get(_ accepts: String) async -> String {
                await RawClient.exchange(
                    port: peer.port,
                    send: [
                        "GET /assets/app-5CVV6TUJ.js HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAccept-Encoding: \(accepts)\r\n\r\n"
                    ],
                    pause: .zero)
            }
            #expect(await get("br, gzip;q=0.5").hasSuffix("zipped"))
            #expect(await get("gzip;q=0").hasSuffix("let a = 1"))
        }
    }

    @Test func anUnchangedFileIsNotSentAgain() async throws {
        try await withSite { peer async throws in
            let first = try await peer.get("/index.html")
            let etag = try #require(first.header("ETag"))
            let raw = await RawClient.exchange(
                port: peer.port,
                send: ["GET /index.html HTTP/1.1\r\nHost: a\r\nConnection: close\r\nIf-None-Match: W/\"x\", \(etag)\r\n\r\n"],
                pause: .zero)
            #expect(raw.hasPrefix("HTTP/1.1 304") && raw.hasSuffix("\r\n\r\n"))
        }
    }

    @Test func noPathLeadsOutOfTheFolder() async throws {
        try await withSite { peer async throws in
            for path in [
                "/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "//secret.txt", "/assets/../../secret.txt",
                "/.hidden",
                "/%00.js", "/secret.txt", "/assets/none.js", "/%ff.js",
            ] {
                let raw = await RawClient.exchange(
                    port: peer.port, send: ["GET \(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"], pause: .zero)
                #expect(raw.hasPrefix("HTTP/1.1 404"), "\(path): \(raw.prefix(40))")
                #expect(!raw.hasSuffix("secret") && !raw.hasSuffix("hidden"))
            }
            #expect(try await peer.send("POST", "/index.html", body: Data()).status == 405)
        }
    }

    @Test func aFolderThatIsNoWebUIIsAConfigurationError() async throws {
        for folder in ["/nowhere/at/all", "/etc"] {
            await #expect(throws: ConfigurationError.self) {
                try await GatewayPeer.with({ $0.webDirectory = folder }) { _ in }
            }
        }
    }
}
