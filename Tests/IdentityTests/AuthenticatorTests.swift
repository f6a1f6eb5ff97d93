import Contracts
import GRPCCore
import Identity
import Protos
import Synchronization
import Testing

@Suite struct Authenticators {
    /// Counts the questions that reach the auth service, and answers them.
    private final class Desk: Sendable {
        private let asked = Mutex<[String: Int]>([:])
        let answer: @Sendable (String) async throws -> Driftwatch_V1_Identity

        init(_ answer: @escaping @Sendable (String) async throws -> Driftwatch_V1_Identity) { self.answer = answer }

        func check(_ secret: String) async throws -> Driftwatch_V1_Identity {
            asked.withLock { $0[secret, default: 0] += 1 }
            return try await answer(secret)
        }

        func count(_ secret: String) -> Int { asked.withLock { $0[secret] ?? 0 } }
    }

    /// A clock that a test moves.
    private final class ManualClock: Sendable {
        private let passed = Mutex(Duration.zero)
        private let start = ContinuousClock.now
        var now: ContinuousClock.Instant { start + passed.withLock { $0 } }
        func advance(by duration: Duration) { passed.withLock { $0 += duration } }
    }

    private static let good: Driftwatch_V1_Identity = {
        var identity = Driftwatch_V1_Identity()
        identity.organisationID = OrganisationID.random().rawValue
        identity.projectID = ProjectID.random().rawValue
        identity.keyID = KeyID.random().rawValue
        identity.role = "editor"
        identity.unknownDeployments = .refuse
        return identity
    }()

    private func authenticator(
        _ desk: Desk, clock: ManualClock = ManualClock(), _ change: (inout Authenticator.Configuration) -> Void = { _ in }
    ) -> Authenticator {
        var configuration = Authenticator.Configuration()
        change(&configuration)
        return Authenticator(configuration: configuration, now: { clock.now }) { try await desk.check($0) }
    }

    private func code(_ authenticator: Authenticator, _ metadata: Metadata) async -> RPCError.Code? {
        do {
            _ = try await authenticator.caller(of: metadata)
            return nil
        } catch {
            return (error as? RPCError)?.code
        }
    }

    @Test func aKeyIsAskedForOnceWhileItIsRemembered() async throws {
        let desk = Desk { _ in Self.good }
        let authenticator = authenticator(desk)
        let secret = APIKeySecret.random().rawValue
        for _ in 0..<10 {
            let caller = try await authenticator.caller(of: BearerToken.metadata(secret))
            #expect(caller.project.rawValue == Self.good.projectID && caller.role == .editor)
            #expect(!caller.registersUnknownDeployments)
        }
        #expect(desk.count(secret) == 1)
    }

    @Test func aRevokedKeyStopsWorkingWhenItIsForgotten() async throws {
        let isRevoked = Atomic<Bool>(false)
        let desk = Desk { _ in
            if isRevoked.load(ordering: .relaxed) { throw RPCError(code: .unauthenticated, message: "revoked") }
            return Self.good
        }
        let clock = ManualClock()
        let authenticator = authenticator(desk, clock: clock)
        let metadata = BearerToken.metadata(APIKeySecret.random().rawValue)
        #expect(await code(authenticator, metadata) == nil)
        isRevoked.store(true, ordering: .relaxed)
        clock.advance(by: .milliseconds(9_900))
        #expect(await code(authenticator, metadata) == nil)
        clock.advance(by: .milliseconds(200))
        #expect(await code(authenticator, metadata) == .unauthenticated)
    }

    @Test func aRefusalIsRememberedForAShorterTime() async throws {
        let desk = Desk { _ in throw RPCError(code: .unauthenticated, message: "unknown") }
        let clock = ManualClock()
        let authenticator = authenticator(desk, clock: clock)
        let secret = APIKeySecret.random().rawValue
        for _ in 0..<5 { #expect(await code(authenticator, BearerToken.metadata(secret)) == .unauthenticated) }
        #expect(desk.count(secret) == 1)
        clock.advance(by: .milliseconds(2_100))
        #expect(await code(authenticator, BearerToken.metadata(secret)) == .unauthenticated)
        #expect(desk.count(secret) == 2)
    }

    @Test func concurrentCallsWithOneKeyShareOneQuestion() async throws {
        let desk = Desk { _ in
            try await Task.sleep(for: .milliseconds(100))
            return Self.good
        }
        let authenticator = authenticator(desk)
        let secret = APIKeySecret.random().rawValue
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 { group.addTask { _ = try await authenticator.caller(of: BearerToken.metadata(secret)) } }
            try await group.waitForAll()
        }
        #expect(desk.count(secret) == 1)
    }

    @Test func anAbsentAuthServiceIsUnavailableAndNotRemembered() async throws {
        let isUp = Atomic<Bool>(false)
        let desk = Desk { _ in
            guard isUp.load(ordering: .relaxed) else { throw RPCError(code: .unavailable, message: "away") }
            return Self.good
        }
        let authenticator = authenticator(desk)
        let metadata = BearerToken.metadata(APIKeySecret.random().rawValue)
        #expect(await code(authenticator, metadata) == .unavailable)
        isUp.store(true, ordering: .relaxed)
        #expect(await code(authenticator, metadata) == nil)
    }

    @Test func whatCannotBeAKeyIsRefusedWithoutAsking() async throws {
        let desk = Desk { _ in Self.good }
        let authenticator = authenticator(desk)
        for token in ["x", "dw_short", String(repeating: "a", count: 100_000)] {
            #expect(await code(authenticator, BearerToken.metadata(token)) == .unauthenticated)
            #expect(desk.count(token) == 0)
        }
        #expect(await code(authenticator, [:]) == .unauthenticated)
    }

    @Test func moreKeysThanAreRememberedStillWork() async throws {
        let desk = Desk { _ in Self.good }
        let authenticator = authenticator(desk) { $0.keysMax = 10 }
        for _ in 0..<100 { #expect(await code(authenticator, BearerToken.metadata(APIKeySecret.random().rawValue)) == nil) }
    }

    @Test func anIdentityThatIsNoneIsOurFault() async throws {
        let desk = Desk { _ in Driftwatch_V1_Identity() }
        #expect(await code(authenticator(desk), BearerToken.metadata(APIKeySecret.random().rawValue)) == .internalError)
    }
}
