internal import GRPCCore
internal import Hummingbird
internal import Identity

/// One request to the API, after its address was found and before its handler runs.
struct APICall: Sendable {
    /// The request.
    let request: Request
    /// The parts of the path that stand for something: `{id}`.
    let pathValues: [String]
    /// The query's parameters, all of them known.
    let query: Query
    /// Who calls.
    let caller: Caller
    /// What goes with every call to a service: the caller's authorization.
    let metadata: Metadata
    /// How long a service may take.
    let options: CallOptions
}
