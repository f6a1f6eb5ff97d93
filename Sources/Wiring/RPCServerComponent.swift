package import RPC
internal import ServiceLifecycle

/// Runs an RPC server with the process: a graceful shutdown lets calls in flight finish.
package struct RPCServerComponent: Service {
    private let server: RPCServer

    /// Wraps a server that is bound and not yet running.
    package init(_ server: RPCServer) {
        self.server = server
    }

    package func run() async throws {
        try await withGracefulShutdownHandler {
            try await server.run()
        } onGracefulShutdown: {
            server.beginGracefulShutdown()
        }
    }
}
