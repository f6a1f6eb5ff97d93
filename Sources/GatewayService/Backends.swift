package import GRPCCore
package import Protos

/// The services behind the gateway. Each may be reached through a connection of its own.
package struct Backends<Transport: ClientTransport>: Sendable {
    /// Takes events in.
    package let ingest: Driftwatch_V1_Ingest.Client<Transport>
    /// Keeps references, knows the progress.
    package let stream: Driftwatch_V1_Stream.Client<Transport>
    /// Answers every read.
    package let metrics: Driftwatch_V1_Metrics.Client<Transport>
    /// Knows the keys.
    package let auth: Driftwatch_V1_Auth.Client<Transport>

    /// Wraps the connections to the services; somebody else runs them.
    package init(
        ingest: GRPCClient<Transport>, stream: GRPCClient<Transport>, metrics: GRPCClient<Transport>, auth: GRPCClient<Transport>
    ) {
        self.ingest = Driftwatch_V1_Ingest.Client(wrapping: ingest)
        self.stream = Driftwatch_V1_Stream.Client(wrapping: stream)
        self.metrics = Driftwatch_V1_Metrics.Client(wrapping: metrics)
        self.auth = Driftwatch_V1_Auth.Client(wrapping: auth)
    }
}
