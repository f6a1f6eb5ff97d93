import Foundation
import GRPCCore
import RPC
import RPCEcho
import Testing

@Suite("addresses")
struct AddressTests {
    @Test(
        "a good address is taken as it is",
        arguments: ["127.0.0.1:80", "[::1]:0", "localhost:65535", "dns:///a.b:443", "unix:/a/b", "unix:///a/b"])
    func good(text: String) throws {
        #expect(try RPCAddress(text).description == text)
    }

    @Test(
        "a bad address is refused and named",
        arguments: [
            "", "localhost", "localhost:", "localhost:70000", "a b:1", "unix:relative",
            "unix:/" + String(repeating: "x", count: 107),
        ])
    func bad(text: String) {
        let error = #expect(throws: RPCSetupError.self) { try RPCAddress(text) }
        #expect(error?.code == .address)
        #expect(error?.message.contains("\(text.suffix(20))\"") == true)
    }

    @Test("calls go over a Unix socket, beside TCP, and the socket is gone after")
    func unixSocket() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "rpc-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "echo.sock").path
        try await withEchoServer {
            $0.addresses.append(try RPCAddress("unix:\(path)"))
        } _: { server in
            let overSocket = try await EchoClient("unix:\(path)").echo("socket")
            #expect(overSocket == "socket")
            let streamed = try await EchoClient("unix://\(path)").collect(count: 10, size: 100_000)
            #expect(streamed == "10 1000000")
            let overTCP = try await server.client().echo("tcp")
            #expect(overTCP == "tcp")
            #expect(FileManager.default.fileExists(atPath: path))
        }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("IPv6 and names reach the server too")
    func otherForms() async throws {
        try await withEchoServer {
            $0.addresses = [try RPCAddress("[::1]:0"), try RPCAddress("127.0.0.1:0")]
        } _: { server in
            let six = try await EchoClient(server.server.addresses[0].description).echo("six")
            #expect(six == "six")
            let port = server.server.addresses[1].description.split(separator: ":").last ?? ""
            let named = try await EchoClient("dns:///localhost:\(port)").echo("name")
            #expect(named == "name")
        }
    }

    @Test("a server without an address is refused")
    func noAddress() {
        #expect(throws: RPCSetupError.self) {
            try RPCServer(configuration: ServerConfiguration(addresses: []), services: [], logger: quietLogger)
        }
    }
}
