import GRPCCore
import Logging
import RPC
import RPCEcho

/// Runs an echo server on a free port of the loopback and calls `body` with it; ends the server after.
func withEchoServer<R: Sendable>(
    _ change: (inout ServerConfiguration) throws -> Void = { _ in }, interceptors: [any ServerInterceptor] = [],
    descriptors: [UInt8]? = nil, _ body: @Sendable (EchoServer) async throws -> R
) async throws -> R {
    var configuration = ServerConfiguration(addresses: [try RPCAddress("127.0.0.1:0")])
    configuration.shutdownGracePeriod = .seconds(1)
    try change(&configuration)
    let echo = EchoService()
    let server = try RPCServer(
        configuration: configuration, services: [echo], interceptors: interceptors, descriptors: descriptors, logger: quietLogger)
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await server.run() }
        let result: Result<R, any Error>
        do { result = .success(try await body(EchoServer(server: server, log: echo.log))) } catch { result = .failure(error) }
        server.beginGracefulShutdown()
        try await group.waitForAll()
        return try result.get()
    }
}

/// A server under test.
struct EchoServer: Sendable {
    let server: RPCServer
    let log: EchoLog

    var address: String { server.addresses[0].description }

    func client(_ change: (inout ClientConfiguration) -> Void = { _ in }) throws -> EchoClient {
        var configuration = ClientConfiguration()
        change(&configuration)
        return try EchoClient(address, configuration: configuration)
    }
}

let quietLogger = Logger(label: "rpc-tests") { _ in SwiftLogNoOpLogHandler() }

/// Waits until `condition` holds; false when it does not within a minute.
func eventually(_ condition: () async throws -> Bool) async rethrows -> Bool {
    for _ in 0..<6000 {
        if try await condition() { return true }
        try? await Task.sleep(for: .milliseconds(10))
    }
    return false
}

extension CallOptions {
    /// The defaults with a timeout.
    static func timeout(_ duration: Duration) -> CallOptions {
        var options = CallOptions.defaults
        options.timeout = duration
        return options
    }
}

/// Runs other services on a free port of the loopback and calls `body` with the address; ends the server after.
func withServer<R: Sendable>(
    _ services: [any RegistrableRPCService], _ body: @Sendable (String) async throws -> R
) async throws -> R {
    var configuration = ServerConfiguration(addresses: [try RPCAddress("127.0.0.1:0")])
    configuration.shutdownGracePeriod = .seconds(1)
    let server = try RPCServer(configuration: configuration, services: services, logger: quietLogger)
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await server.run() }
        let result: Result<R, any Error>
        do { result = .success(try await body(server.addresses[0].description)) } catch { result = .failure(error) }
        server.beginGracefulShutdown()
        try await group.waitForAll()
        return try result.get()
    }
}
