#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif
internal import CPostgres
internal import Logging
internal import Processes
internal import Synchronization

/// What arrived on a channel.
package struct PostgresNotification: Sendable, Equatable {
    /// Nil: the connection has been made, or made again. Whatever was notified before may have been missed.
    package var payload: String?

    /// A notification as it arrives.
    package init(payload: String?) { self.payload = payload }
}

extension PostgresPool {
    /// Listens on a channel (a name from the program, never from data), on a connection and a thread besides the pool's. They
    /// last until nobody iterates the stream any more or the pool is closed; a connection that breaks is made again. The oldest
    /// of more than 1,024 notifications that nobody has read are dropped.
    package func notifications(on channel: String) -> AsyncStream<PostgresNotification> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: PostgresNotification.self, bufferingPolicy: .bufferingNewest(1_024))
        let wake = WakePipe()
        let id = ObjectIdentifier(wake)
        let isOpen = state.withLock { state in
            if !state.isClosed { state.listeners[id] = wake }
            return !state.isClosed
        }
        guard isOpen else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in
            wake.signal()
            self?.state.withLock { _ = $0.listeners.removeValue(forKey: id) }
        }
        let listener = Listener(
            configuration: configuration, channel: channel, logger: logger, wake: wake, continuation: continuation)
        startThread { listener.run() }
        return stream
    }
}

/// Runs on a thread of its own until the pipe wakes it.
private struct Listener: Sendable {
    let configuration: PostgresConfiguration
    let channel: String
    let logger: Logger
    let wake: WakePipe
    let continuation: AsyncStream<PostgresNotification>.Continuation

    func run() {
        var pause: Int32 = 50
        while true {
            do throws(PostgresError) {
                let session = try Session.open(configuration)
                try session.script("LISTEN \"\(channel)\"")
                pause = 50
                continuation.yield(PostgresNotification(payload: nil))
                if try !listen(session) { return continuation.finish() }
            } catch {
                logger.info(
                    "listening was interrupted; connecting again",
                    metadata: ["channel": "\(channel)", "error": "\(error)"])
                if wake.wait(millis: pause) { return continuation.finish() }
                pause = min(pause * 2, 2_000)
            }
        }
    }

    /// Passes on what arrives; false when it was woken to end.
    private func listen(_ session: Session) throws(PostgresError) -> Bool {
        while true {
            guard PQconsumeInput(session.connection) == 1 else {
                throw PostgresError(code: .connectionLost, message: "the connection that listens broke")
            }
            while let notification = PQnotifies(session.connection) {
                continuation.yield(PostgresNotification(payload: String(cString: notification.pointee.extra)))
                PQfreemem(notification)
            }
            if wake.wait(orFor: PQsocket(session.connection)) { return false }
        }
    }
}

/// A pipe that ends a `poll`.
final class WakePipe: Sendable {
    private let readEnd: Int32
    private let writeEnd: Int32

    init() {
        var ends: [Int32] = [0, 0]
        precondition(pipe(&ends) == 0, "the system gives no more pipes")
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        (readEnd, writeEnd) = (ends[0], ends[1])
    }

    deinit {
        close(readEnd)
        close(writeEnd)
    }

    func signal() {
        var byte: UInt8 = 1
        _ = write(writeEnd, &byte, 1)
    }

    /// True when it was signalled before the time was up.
    func wait(millis: Int32) -> Bool {
        var descriptors = [pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0)]
        return poll(&descriptors, 1, millis) > 0
    }

    /// Waits until a socket can be read or the pipe is signalled; true in the latter case.
    func wait(orFor socket: Int32) -> Bool {
        var descriptors = [readEnd, socket].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        while poll(&descriptors, 2, -1) < 0, errno == EINTR {}
        return descriptors[0].revents != 0
    }
}
