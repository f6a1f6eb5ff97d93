import Foundation
import GRPCCore
import GRPCNIOTransportHTTP2Posix
import Logging
import RPC

/// A server on a free port of the loopback; answers a line of input with its CPU time, and ends with its input.
enum BenchServer {
    static func run(_ transport: Transport) async throws {
        switch transport {
        case .core: try await runCore()
        case .nio: try await runNIO()
        }
    }

    private static func runCore() async throws {
        let configuration = ServerConfiguration(addresses: [try RPCAddress("127.0.0.1:0")])
        let server = try RPCServer(
            configuration: configuration, services: [BenchService()],
            logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
        say(server.addresses[0].description.split(separator: ":").last.map(String.init) ?? "")
        answerInput()
        try await server.run()
    }

    private static func runNIO() async throws {
        let transport = HTTP2ServerTransport.Posix(address: .ipv4(host: "127.0.0.1", port: 0), transportSecurity: .plaintext)
        let server = GRPCServer(transport: transport, services: [BenchService()])
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.serve() }
            let address = try await transport.listeningAddress
            say("\(address.ipv4?.port ?? 0)")
            answerInput()
            try await group.waitForAll()
        }
    }

    private static func say(_ line: String) {
        print(line)
        fflush(nil)
    }

    private static func answerInput() {
        Thread.detachNewThread {
            while readLine() != nil { say("\(cpuSeconds())") }
            exit(0)
        }
    }
}
