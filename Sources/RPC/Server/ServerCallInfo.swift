package import GRPCCore

/// What this transport tells a handler beyond GRPCCore's own context: `context.callInfo`.
package struct ServerCallInfo: ServerContext.TransportSpecific {
    /// When the client stops waiting; nil: it does not say. The call is cancelled by itself then.
    package let deadline: ContinuousClock.Instant?
    /// The name in the client's certificate, when it showed one (mTLS).
    package let peerCommonName: String?
    /// Signals that the server began to shut down. A handler whose stream never ends by itself should end it then; the others
    /// may go on for the grace period.
    package let shutdown: ShutdownSignal
}

extension ServerContext {
    /// The transport's own information about the call; nil under another transport.
    package var callInfo: ServerCallInfo? { transportSpecific as? ServerCallInfo }
}
