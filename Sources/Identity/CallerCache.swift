internal import Synchronization

/// The callers of the keys that were asked for lately, and the keys that are none.
///
/// Bounded: at the limit the entries that are out of date go, and if none are, all; keys that are none cannot push out keys that
/// are. Concurrent questions for one key share one request to the auth service.
final class CallerCache: Sendable {
    /// What is known of a key.
    enum Verdict: Sendable {
        case known(Caller)
        case refused
    }

    private struct Entry {
        let verdict: Verdict
        let expires: ContinuousClock.Instant
    }

    private struct State {
        var known: [String: Entry] = [:]
        var refused: [String: Entry] = [:]
        var inFlight: [String: Task<Verdict, any Error>] = [:]
    }

    private let lifetime: Duration
    private let refusedLifetime: Duration
    private let limit: Int
    private let now: @Sendable () -> ContinuousClock.Instant
    private let state = Mutex(State())

    init(
        lifetime: Duration, refusedLifetime: Duration, limit: Int,
        now: @escaping @Sendable () -> ContinuousClock.Instant
    ) {
        self.lifetime = lifetime
        self.refusedLifetime = refusedLifetime
        self.limit = limit
        self.now = now
    }

    /// The verdict on a key, asked for only when nobody knows it.
    ///
    /// - Parameter ask: asks the auth service; when it throws nothing is remembered.
    func verdict(on key: String, ask: @escaping @Sendable () async throws -> Verdict) async throws -> Verdict {
        let found: (verdict: Verdict?, task: Task<Verdict, any Error>?) = state.withLock { state in
            if let entry = state.known[key] ?? state.refused[key], entry.expires > now() { return (entry.verdict, nil) }
            if let task = state.inFlight[key] { return (nil, task) }
            let task = Task { [self] in try await self.fetch(key, ask) }
            state.inFlight[key] = task
            return (nil, task)
        }
        if let verdict = found.verdict { return verdict }
        return try await found.task!.value
    }

    private func fetch(_ key: String, _ ask: @Sendable () async throws -> Verdict) async throws -> Verdict {
        do {
            let verdict = try await ask()
            remember(verdict, of: key)
            return verdict
        } catch {
            state.withLock { _ = $0.inFlight.removeValue(forKey: key) }
            throw error
        }
    }

    private func remember(_ verdict: Verdict, of key: String) {
        let now = now()
        state.withLock { state in
            state.inFlight.removeValue(forKey: key)
            state.known.removeValue(forKey: key)
            state.refused.removeValue(forKey: key)
            switch verdict {
            case .known: add(Entry(verdict: verdict, expires: now + lifetime), of: key, to: &state.known, at: now)
            case .refused: add(Entry(verdict: verdict, expires: now + refusedLifetime), of: key, to: &state.refused, at: now)
            }
        }
    }

    private func add(
        _ entry: Entry, of key: String, to entries: inout [String: Entry], at now: ContinuousClock.Instant
    ) {
        if entries.count >= limit {
            entries = entries.filter { $0.value.expires > now }
            if entries.count >= limit { entries.removeAll(keepingCapacity: true) }
        }
        entries[key] = entry
    }
}
