package import GRPCCore

/// Makes clients.
package enum RPCClient {
    /// A client of the server at `address` (see `RPCAddress` for its forms), for generated stubs: `Auth.Client(wrapping: client)`.
    ///
    /// It works at once and connects when first used; `runConnections()` need not be called. To end it gracefully call
    /// `runConnections()` in a task and `beginGracefulShutdown()` later; or drop it. Keep it: a client is a connection and a thread.
    package static func make(
        _ address: String, configuration: ClientConfiguration = ClientConfiguration(), interceptors: [any ClientInterceptor] = []
    ) throws(RPCSetupError) -> GRPCClient<CoreClientTransport> {
        let transport = CoreClientTransport(address: try RPCAddress(address), configuration: configuration)
        return GRPCClient(transport: transport, interceptors: interceptors)
    }
}
