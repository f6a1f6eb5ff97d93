internal import CPostgres
internal import Processes

/// A thread that owns one ``Session`` and runs blocking work on it, one piece after the other.
///
/// `@unchecked Sendable`: every stored variable is read and written under the lock of `signal`; the session itself never
/// leaves the thread; `canceller` is made for use from other threads (`PQcancel` is documented as such).
final class ConnectionThread: @unchecked Sendable {
    /// What happens to a connection that its pool must hear of. Called on the connection's thread.
    struct Events: Sendable {
        /// Nothing was asked for the idle time-out.
        var idled: @Sendable (ConnectionThread) -> Void
        /// The connection is closed and the thread ends.
        var closed: @Sendable (ConnectionThread) -> Void
    }

    private struct Job {
        let id: UInt64
        /// Does the work and returns what tells its caller, to be called when the thread is ready for more.
        let run: (Session) -> (() -> Void)
        let refuse: (any Error) -> Void
    }

    private let signal = ThreadSignal()
    private let canceller: OpaquePointer?
    let socket: Int32
    let isEncrypted: Bool
    private var jobs: [Job] = []
    private var lastID: UInt64 = 0
    private var runningID: UInt64?
    private var cancelledIDs: Set<UInt64> = []
    private var isCancelling = false
    private var isClosing = false
    private var lastState = Session.State.idle

    private init(_ session: Session) {
        canceller = PQgetCancel(session.connection)
        socket = PQsocket(session.connection)
        isEncrypted = PQsslInUse(session.connection) != 0
    }

    deinit { PQfreeCancel(canceller) }

    /// Starts a thread, connects on it and waits for that.
    static func open(
        _ configuration: PostgresConfiguration, idleTimeout: Duration, events: Events
    ) async throws(PostgresError) -> ConnectionThread {
        let result: Result<ConnectionThread, PostgresError> = await withCheckedContinuation { continuation in
            startThread {
                do throws(PostgresError) {
                    let session = try Session.open(configuration)
                    let thread = ConnectionThread(session)
                    continuation.resume(returning: .success(thread))
                    thread.run(session, idleTimeout: idleTimeout, events: events)
                    events.closed(thread)
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }

    /// The state after the last piece of work.
    var state: Session.State { signal.withLock { isClosing ? .broken : lastState } }

    /// Closes the connection when the work in the queue is done.
    func close() {
        signal.withLock { isClosing = true }
        signal.signal()
    }

    /// Runs `work` on the thread. When the task is cancelled, work that waits is dropped and a statement that runs is
    /// cancelled in the server; then `CancellationError` is thrown. Shielded work is not cancelled.
    func perform<Output: Sendable>(
        isShielded: Bool = false, _ work: @escaping @Sendable (Session) throws(PostgresError) -> Output
    ) async throws -> Output {
        let id = newID()
        defer { forget(id) }
        do {
            return try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { continuation in
                    enqueue(
                        Job(
                            id: id,
                            run: { session in
                                let result = Result<Output, PostgresError> { () throws(PostgresError) in try work(session) }
                                return { continuation.resume(with: result.mapError { $0 as any Error }) }
                            }, refuse: { continuation.resume(throwing: $0) }))
                }
            } onCancel: {
                if !isShielded { cancel(id) }
            }
        } catch let error as PostgresError where error.code == .queryCanceled && Task.isCancelled && !isShielded {
            throw CancellationError()
        }
    }

    // MARK: Callers

    private func newID() -> UInt64 {
        signal.withLock {
            lastID += 1
            return lastID
        }
    }

    private func forget(_ id: UInt64) { signal.withLock { _ = cancelledIDs.remove(id) } }

    private func enqueue(_ job: Job) {
        let refusal: (any Error)? = signal.withLock {
            if cancelledIDs.contains(job.id) { return CancellationError() }
            if isClosing { return PostgresError(code: .connectionLost, message: "the connection was closed") }
            jobs.append(job)
            return nil
        }
        if let refusal { job.refuse(refusal) } else { signal.signal() }
    }

    private func cancel(_ id: UInt64) {
        let waiting: Job? = signal.withLock {
            cancelledIDs.insert(id)
            if let index = jobs.firstIndex(where: { $0.id == id }) { return jobs.remove(at: index) }
            if runningID == id, !isCancelling {
                isCancelling = true
                startThread { self.cancelRunning(id) }
            }
            return nil
        }
        waiting?.refuse(CancellationError())
    }

    /// Asks the server to cancel until the work has ended: a request that comes before the statement does nothing.
    private func cancelRunning(_ id: UInt64) {
        var pause = Duration.milliseconds(10)
        var message = [CChar](repeating: 0, count: 256)
        while signal.withLock({ runningID == id }) {
            _ = PQcancel(canceller, &message, Int32(message.count))
            signal.withLock { if runningID == id { _ = signal.wait(atMost: pause) } }
            pause = min(pause * 2, .milliseconds(500))
        }
        signal.withLock { isCancelling = false }
        signal.signal()
    }

    // MARK: The thread

    private func run(_ session: Session, idleTimeout: Duration, events: Events) {
        while let job = next(idleTimeout, events) {
            let tell = job.run(session)
            let wasCancelled = signal.withLock {
                runningID = nil
                signal.signal()
                while isCancelling { _ = signal.wait() }
                return cancelledIDs.contains(job.id)
            }
            if wasCancelled { session.absorbCancellation() }
            let state = session.state
            signal.withLock { lastState = state }
            tell()
        }
        let refused = signal.withLock {
            defer { jobs = [] }
            return jobs
        }
        for job in refused { job.refuse(PostgresError(code: .connectionLost, message: "the connection was closed")) }
    }

    /// Waits for work; nil when the connection is to be closed.
    private func next(_ idleTimeout: Duration, _ events: Events) -> Job? {
        while true {
            let (job, hasIdled): (Job?, Bool) = signal.withLock {
                while true {
                    if !jobs.isEmpty {
                        let job = jobs.removeFirst()
                        runningID = job.id
                        return (job, false)
                    }
                    if isClosing { return (nil, false) }
                    if !signal.wait(atMost: idleTimeout), jobs.isEmpty, !isClosing { return (nil, true) }
                }
            }
            guard hasIdled else { return job }
            events.idled(self)
        }
    }
}
