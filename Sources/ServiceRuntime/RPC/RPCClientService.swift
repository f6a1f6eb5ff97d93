package import GRPCCore
internal import ServiceLifecycle

/// Runs a gRPC client's connections as a component. List it before the components that call through it: it stops after them.
package struct RPCClientService<Transport: ClientTransport>: Service {
    private let client: GRPCClient<Transport>

    /// Wraps a client whose connections nobody runs.
    package init(_ client: GRPCClient<Transport>) {
        self.client = client
    }

    package func run() async throws {
        try await withGracefulShutdownHandler {
            try await client.runConnections()
        } onGracefulShutdown: {
            client.beginGracefulShutdown()
        }
    }
}
