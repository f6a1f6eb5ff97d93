import GRPCCore
import Identity
import Synchronization

/// What a service of the tests' own was asked. A deployment named after a status fails with it.
final class Questions: Sendable {
    private let asked = Mutex<[any Sendable]>([])

    /// The last question of a type.
    func last<Question>(_ type: Question.Type) -> Question? {
        asked.withLock { $0.last { $0 is Question } as? Question }
    }

    func take(_ question: some Sendable, _ deployment: String = "", _ right: Role.Right = .read) throws {
        _ = try Caller.require(right)
        asked.withLock { $0.append(question) }
        let statuses: [String: RPCError.Code] = [
            "not-there": .notFound, "wrong": .invalidArgument, "denied": .permissionDenied, "exhausted": .resourceExhausted,
            "away": .unavailable, "late": .deadlineExceeded, "broken": .internalError, "early": .failedPrecondition,
        ]
        if let code = statuses[deployment] { throw RPCError(code: code, message: "message of \(deployment)") }
    }
}
