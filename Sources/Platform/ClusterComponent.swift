internal import PostgresCluster
internal import ServiceLifecycle

/// Watches over the private cluster and stops it last.
struct ClusterComponent: Service {
    let cluster: PrivateCluster

    /// Returns after a graceful shutdown.
    /// - Throws: `PrivateClusterError` when the server died and cannot be started again.
    func run() async throws {
        // Cancelled, `run` stops the server in an orderly way; a graceful shutdown comes when everything else has ended.
        try await cancelWhenGracefulShutdown {
            do {
                try await cluster.run()
            } catch is CancellationError {
                return
            }
        }
    }
}
