import Foundation
import Logging
import RPC
import RPCEcho

/// The echo service on the addresses that the command line names.
enum PeerServer {
    static func run(_ arguments: PeerArguments) async throws {
        var configuration = ServerConfiguration(addresses: try arguments.addresses.map { try RPCAddress($0) })
        if let identity = try arguments.identity() {
            configuration.tls = ServerTLS(identity: identity, clientRoots: try arguments.pem("client-roots"))
        }
        if let limit = arguments.number("receive-max") { configuration.receiveBytesMax = limit }
        if let grace = arguments.number("grace-ms") { configuration.shutdownGracePeriod = .milliseconds(grace) }
        let server = try RPCServer(
            configuration: configuration, services: [EchoService()],
            descriptors: try arguments.file("descriptors").map(Array.init),
            logger: Logger(label: "peer") { StreamLogHandler.standardError(label: $0) })
        for address in server.addresses { print("listening \(address)") }
        print("ready")
        fflush(nil)
        let stop = stopSignals(server)
        try await server.run()
        withExtendedLifetime(stop) { print("stopped") }
    }

    /// Ends the server gracefully when the process is told to.
    private static func stopSignals(_ server: RPCServer) -> [any DispatchSourceProtocol] {
        signal(SIGTERM, SIG_IGN)
        let terminate = DispatchSource.makeSignalSource(signal: SIGTERM, queue: .global())
        terminate.setEventHandler { server.beginGracefulShutdown() }
        terminate.resume()
        Thread.detachNewThread {
            while readLine() != nil {}
            server.beginGracefulShutdown()
        }
        return [terminate]
    }
}
