internal import GRPCCore
internal import HTTPTypes

extension Problem {
    /// The one place where a service's status becomes an HTTP status. What a fault of ours says stays in the log.
    init(_ error: RPCError) {
        switch error.code {
        case .invalidArgument, .outOfRange:
            self.init(status: .badRequest, code: "invalid", title: "the request makes no sense", detail: error.message)
        case .unauthenticated: self = .unauthenticated(error.message)
        case .permissionDenied:
            self.init(status: .forbidden, code: "forbidden", title: "the API key may not do this", detail: error.message)
        case .notFound: self = .notFound(error.message)
        case .alreadyExists, .aborted, .failedPrecondition:
            self.init(
                status: .conflict, code: "conflict", title: "the state of things does not allow this", detail: error.message)
        case .resourceExhausted:
            self.init(
                status: .tooManyRequests, code: "too_many_requests", title: "a limit is reached", detail: error.message,
                headers: [.retryAfter: "1"])
        case .unavailable, .cancelled:
            self.init(
                status: .serviceUnavailable, code: "unavailable", title: "a service cannot be reached",
                detail: "try again in a moment", headers: [.retryAfter: "1"])
        case .deadlineExceeded:
            self.init(
                status: .gatewayTimeout, code: "timeout", title: "a service took too long",
                detail: "ask for less, such as a shorter range, or try again")
        case .unimplemented:
            self.init(
                status: .notImplemented, code: "not_implemented", title: "the service cannot do this yet", detail: error.message)
        default: self = .fault
        }
    }
}
