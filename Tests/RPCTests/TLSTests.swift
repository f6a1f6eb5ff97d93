import Foundation
import GRPCCore
import Processes
import RPC
import RPCEcho
import Testing

@Suite("TLS")
struct TLSTests {
    private let authority: TestAuthority
    private let server: TLSIdentity

    init() throws {
        authority = try TestAuthority(name: "test root")
        server = try authority.identity(name: "server", host: "localhost")
    }

    private func withTLSServer<R: Sendable>(
        _ tls: ServerTLS, _ body: @Sendable (String) async throws -> R
    ) async throws -> R {
        try await withEchoServer({ $0.tls = tls }) { server in
            try await body("localhost:\(server.address.split(separator: ":").last ?? "")")
        }
    }

    private func client(_ address: String, _ tls: ClientTLS?) throws -> EchoClient {
        try EchoClient(address, configuration: ClientConfiguration(tls: tls))
    }

    @Test("a client that trusts the authority talks to the server, streams too")
    func trusted() async throws {
        try await withTLSServer(ServerTLS(identity: server)) { address in
            let client = try client(address, ClientTLS(roots: authority.certificate))
            #expect(try await client.echo("secret") == "secret")
            #expect(try await client.collect(count: 20, size: 65_536) == "20 1310720")
        }
    }

    @Test("a client that does not trust the authority, or speaks plaintext, is UNAVAILABLE")
    func untrusted() async throws {
        let stranger = try TestAuthority(name: "other root")
        try await withTLSServer(ServerTLS(identity: server)) { address in
            for tls in [ClientTLS(roots: stranger.certificate), ClientTLS(), nil] {
                let error = await #expect(throws: RPCError.self) {
                    try await client(address, tls).echo("secret", options: .timeout(.seconds(60)))
                }
                #expect(error?.code == .unavailable || error?.code == .deadlineExceeded, "\(String(describing: error))")
            }
        }
    }

    @Test("the server's name must be the certificate's, unless another is expected")
    func name() async throws {
        let other = try authority.identity(name: "other", host: "ingest.example")
        try await withTLSServer(ServerTLS(identity: other)) { address in
            let error = await #expect(throws: RPCError.self) {
                try await client(address, ClientTLS(roots: authority.certificate)).echo("x", options: .timeout(.seconds(60)))
            }
            #expect(error?.code == .unavailable)
            let expecting = ClientTLS(roots: authority.certificate, serverName: "ingest.example")
            let answer = try await client(address, expecting).echo("x")
            #expect(answer == "x")
        }
    }

    @Test("mTLS lets in whom the authority signed, knows the name, and nobody else")
    func mutual() async throws {
        let names = Recorder<String?>()
        let alice = try authority.identity(name: "alice", host: "alice")
        let mallory = try TestAuthority(name: "other root").identity(name: "mallory", host: "mallory")
        let tls = ServerTLS(identity: server, clientRoots: authority.certificate)
        try await withEchoServer({ $0.tls = tls }, interceptors: [CallInfoInterceptor { names.add($0?.peerCommonName) }]) {
            echo in
            let address = "localhost:\(echo.address.split(separator: ":").last ?? "")"
            let roots = authority.certificate
            let greeting = try await client(address, ClientTLS(roots: roots, identity: alice)).echo("hello")
            #expect(greeting == "hello")
            for identity in [nil, mallory] {
                let error = await #expect(throws: RPCError.self) {
                    try await client(address, ClientTLS(roots: roots, identity: identity)).echo(
                        "hi", options: .timeout(.seconds(60)))
                }
                #expect(error?.code == .unavailable || error?.code == .deadlineExceeded)
            }
        }
        #expect(names.all == ["alice"])
    }

    @Test("certificates that are none are refused by name")
    func badFiles() throws {
        let path = authority.folder.appending(path: "not.pem").path
        try Data("nothing".utf8).write(to: URL(filePath: path))
        for file in [path, "/no/such/file.pem"] {
            let error = #expect(throws: RPCSetupError.self) { try TLSIdentity(certificateChainFile: file, privateKeyFile: file) }
            #expect(error?.code == .certificate)
            #expect(error?.message.contains(file) == true)
        }
        let broken = ServerTLS(identity: TLSIdentity(certificateChain: "nothing", privateKey: "nothing"))
        let configuration = ServerConfiguration(addresses: [try RPCAddress("127.0.0.1:0")], tls: broken)
        #expect(throws: RPCSetupError.self) { try RPCServer(configuration: configuration, services: [], logger: quietLogger) }
    }
}

/// A certificate authority made by the openssl command, for one test.
final class TestAuthority: Sendable {
    let folder: URL
    let certificate: String

    init(name: String) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "rpc-ca-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Self.openssl(
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
                "/CN=\(name)", "-keyout", "@ca.key", "-out", "@ca.pem",
            ], in: folder)
        certificate = try String(contentsOf: folder.appending(path: "ca.pem"), encoding: .utf8)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    /// A key and a certificate for `host`, signed by this authority.
    func identity(name: String, host: String) throws -> TLSIdentity {
        try Self.openssl(
            [
                "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=\(name)", "-keyout",
                "@\(name).key", "-out", "@\(name).csr",
            ], in: folder)
        try Data("subjectAltName=DNS:\(host)".utf8).write(to: folder.appending(path: "\(name).ext"))
        try Self.openssl(
            [
                "x509", "-req", "-in", "@\(name).csr", "-CA", "@ca.pem", "-CAkey", "@ca.key", "-CAcreateserial", "-days", "2",
                "-extfile", "@\(name).ext", "-out", "@\(name).pem",
            ], in: folder)
        return try TLSIdentity(
            certificateChainFile: folder.appending(path: "\(name).pem").path,
            privateKeyFile: folder.appending(path: "\(name).key").path)
    }

    /// `arguments` that begin with `@` are files of `folder`.
    private static func openssl(_ arguments: [String], in folder: URL) throws {
        let words = arguments.map { $0.hasPrefix("@") ? folder.appending(path: String($0.dropFirst())).path : $0 }
        try ChildProcess.output(of: ["/usr/bin/openssl"] + words)
    }
}
