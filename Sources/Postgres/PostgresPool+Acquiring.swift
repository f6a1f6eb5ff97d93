internal import Logging
internal import Synchronization

extension PostgresPool {
    struct State {
        /// Connections that nobody uses, the one used last at the end.
        var idle: [ConnectionThread] = []
        /// Connections that exist or are being made.
        var openCount = 0
        /// Of these, the ones that close because they have idled for long enough.
        var retiring: Set<ObjectIdentifier> = []
        var waiters: [UInt64: Waiter] = [:]
        /// Keys of `waiters` in the order in which they came; those that have left are skipped.
        var order: [UInt64] = []
        var lastWaiter: UInt64 = 0
        var refused = 0
        var isClosed = false
        var isServerAway = false
        var listeners: [ObjectIdentifier: WakePipe] = [:]
        var closers: [CheckedContinuation<Void, Never>] = []

        mutating func nextWaiter() -> Waiter? {
            while !order.isEmpty {
                if let waiter = waiters.removeValue(forKey: order.removeFirst()) { return waiter }
            }
            return nil
        }
    }

    typealias Waiter = CheckedContinuation<Result<Lease, PostgresError>, Never>

    /// What a caller gets: a connection, or the right to make one.
    enum Lease {
        case connection(ConnectionThread)
        case place
    }

    private enum Step {
        case lease(Lease)
        case wait
        case refuse(PostgresError)
    }

    func acquire() async throws -> ConnectionThread {
        let deadline = ContinuousClock.now + configuration.acquireTimeout
        while true {
            try Task.checkCancellation()
            switch try await lease(until: deadline) {
            case .place: return try await connect(until: deadline)
            case .connection(let thread):
                if thread.isAlive { return thread }
                dispose(thread)
            }
        }
    }

    func release(_ thread: ConnectionThread) {
        guard thread.state == .idle else { return dispose(thread) }
        let (waiter, isClosed): (Waiter?, Bool) = state.withLock { state in
            if state.isClosed { return (nil, true) }
            if let waiter = state.nextWaiter() { return (waiter, false) }
            state.idle.append(thread)
            return (nil, false)
        }
        if isClosed { thread.close() }
        waiter?.resume(returning: .success(.connection(thread)))
    }

    /// Closes a connection; its place is free when the thread has ended.
    private func dispose(_ thread: ConnectionThread) { thread.close() }

    private func lease(until deadline: ContinuousClock.Instant) async throws -> Lease {
        let (step, id) = state.withLock { state in (nextStep(&state), state.lastWaiter) }
        switch step {
        case .lease(let lease): return lease
        case .refuse(let error): throw error
        case .wait: return try await wait(id, until: deadline)
        }
    }

    private func nextStep(_ state: inout State) -> Step {
        if state.isClosed { return .refuse(poolClosed) }
        if let thread = state.idle.popLast() { return .lease(.connection(thread)) }
        if state.openCount < max(configuration.maximumConnections, 1) {
            state.openCount += 1
            return .lease(.place)
        }
        guard state.waiters.count < configuration.maximumWaiters else {
            state.refused += 1
            return .refuse(
                PostgresError(
                    code: .poolExhausted,
                    message: "\(state.waiters.count) callers wait for one of \(configuration.maximumConnections) connections "
                        + "already; send less, or raise maximumConnections"))
        }
        state.lastWaiter += 1
        return .wait
    }

    private func wait(_ id: UInt64, until deadline: ContinuousClock.Instant) async throws -> Lease {
        let timer = Task {
            try await Task.sleep(until: deadline, clock: .continuous)
            leave(id, timedOut)
        }
        defer { timer.cancel() }
        let result: Result<Lease, PostgresError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in join(id, until: deadline, continuation) }
        } onCancel: {
            leave(id, PostgresError(code: .acquireTimeout, message: "the caller was cancelled while it waited"))
        }
        do {
            return try result.get()
        } catch {
            try Task.checkCancellation()
            throw error
        }
    }

    private var timedOut: PostgresError {
        PostgresError(
            code: .acquireTimeout,
            message: "none of \(configuration.maximumConnections) connections became free in \(configuration.acquireTimeout)")
    }

    /// Queues a waiter, unless something has become free, or its time is up, since it was told to wait.
    private func join(_ id: UInt64, until deadline: ContinuousClock.Instant, _ waiter: Waiter) {
        let outcome: Result<Lease, PostgresError>? = state.withLock { state in
            if state.isClosed { return .failure(poolClosed) }
            if Task.isCancelled {
                return .failure(PostgresError(code: .acquireTimeout, message: "the caller was cancelled while it waited"))
            }
            if let thread = state.idle.popLast() { return .success(.connection(thread)) }
            if state.openCount < max(configuration.maximumConnections, 1) {
                state.openCount += 1
                return .success(.place)
            }
            if ContinuousClock.now >= deadline {
                state.refused += 1
                return .failure(timedOut)
            }
            state.waiters[id] = waiter
            state.order.append(id)
            return nil
        }
        if let outcome { waiter.resume(returning: outcome) }
    }

    private func leave(_ id: UInt64, _ error: PostgresError) {
        let waiter = state.withLock { state in
            let waiter = state.waiters.removeValue(forKey: id)
            if waiter != nil { state.refused += 1 }
            return waiter
        }
        waiter?.resume(returning: .failure(error))
    }

    // MARK: Connecting

    private func connect(until deadline: ContinuousClock.Instant) async throws -> ConnectionThread {
        var pause = Duration.milliseconds(20)
        while true {
            do {
                try Task.checkCancellation()
                if state.withLock({ $0.isClosed }) { throw poolClosed }
                let thread = try await ConnectionThread.open(
                    configuration, idleTimeout: configuration.idleTimeout,
                    events: .init(
                        idled: { [weak self] in self?.retire($0) }, closed: { [weak self] in self?.freePlace(of: $0) }))
                reportServer(isAway: nil)
                return thread
            } catch let error as PostgresError where error.isRetriable && ContinuousClock.now + pause < deadline {
                reportServer(isAway: error)
            } catch {
                freePlace()
                throw error
            }
            do {
                try await Task.sleep(for: pause)
            } catch {
                freePlace()
                throw error
            }
            pause = min(pause * 2, .seconds(1))
        }
    }

    /// Gives the place of a closed connection to whoever waits.
    private func freePlace(of thread: ConnectionThread? = nil) {
        let (waiter, closers): (Waiter?, [CheckedContinuation<Void, Never>]) = state.withLock { state in
            if let thread { state.retiring.remove(ObjectIdentifier(thread)) }
            if !state.isClosed, let waiter = state.nextWaiter() { return (waiter, []) }
            state.openCount -= 1
            guard state.isClosed, state.openCount == 0 else { return (nil, []) }
            defer { state.closers = [] }
            return (nil, state.closers)
        }
        waiter?.resume(returning: .success(.place))
        for closer in closers { closer.resume() }
    }

    private func retire(_ thread: ConnectionThread) {
        let isRetired = state.withLock { state in
            guard state.openCount - state.retiring.count > configuration.minimumConnections,
                let index = state.idle.firstIndex(where: { $0 === thread })
            else { return false }
            state.idle.remove(at: index)
            state.retiring.insert(ObjectIdentifier(thread))
            return true
        }
        if isRetired { thread.close() }
    }

    /// One line when the server goes, one when it is back.
    private func reportServer(isAway error: PostgresError?) {
        let hasChanged = state.withLock { state in
            defer { state.isServerAway = error != nil }
            return state.isServerAway != (error != nil)
        }
        guard hasChanged else { return }
        if let error {
            logger.warning("postgres is away; trying again until it is back", metadata: ["error": "\(error)"])
        } else {
            logger.info("postgres is back", metadata: ["server": "\(configuration.address)"])
        }
    }
}
