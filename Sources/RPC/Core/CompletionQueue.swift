internal import CGRPCShim
import Glibc

/// Something whose end a completion queue announces. The object is its own tag, and stays alive until then.
class Completion {
    /// Called once, on the queue's thread, which must not be blocked.
    func complete(ok: Bool) {}

    /// The tag for the core: one reference, which the queue's thread takes over.
    final func retainedTag() -> UnsafeMutableRawPointer { Unmanaged.passRetained(self).toOpaque() }

    /// Gives the tag's reference back when the core did not take it.
    final func releaseTag() { Unmanaged.passUnretained(self).release() }
}

/// A completion queue of the core, and the thread that we own and that waits on it.
///
/// The network is served by whoever waits, so the thread lives as long as the queue. It ends by itself when `shutDown` was
/// called (or the last reference went) and everything under way has been announced.
final class CompletionQueue: Sendable {
    /// The core's queue. Valid as long as this object.
    nonisolated(unsafe) let raw: OpaquePointer

    /// Starts the thread. `name` (at most 15 bytes) shows in `top` and debuggers.
    init(name: String) {
        Library.start()
        raw = cgrpc_queue_create_next()
        Self.startThread(name: name, queue: raw)
    }

    deinit {
        cgrpc_queue_shutdown(raw)
    }

    private struct ThreadStart {
        let name: String
        let queue: OpaquePointer
    }

    private static func startThread(name: String, queue: OpaquePointer) {
        let start = UnsafeMutablePointer<ThreadStart>.allocate(capacity: 1)
        start.initialize(to: ThreadStart(name: name, queue: queue))
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        let failure = pthread_create(
            &thread, &attributes,
            { argument in
                let start = argument!.assumingMemoryBound(to: ThreadStart.self).move()
                argument!.deallocate()
                cgrpc_name_thread(start.name)
                CompletionQueue.drain(start.queue)
                return nil
            }, start)
        pthread_attr_destroy(&attributes)
        precondition(failure == 0, "cannot start a thread for gRPC: the system's limit of threads is reached (error \(failure))")
    }

    private static func drain(_ queue: OpaquePointer) {
        while true {
            let event = cgrpc_queue_next(queue, -1)
            if event.kind == CGRPC_EVENT_SHUTDOWN { break }
            guard event.kind == CGRPC_EVENT_COMPLETE, let tag = event.tag else { continue }
            Unmanaged<Completion>.fromOpaque(tag).takeRetainedValue().complete(ok: event.ok)
        }
        cgrpc_queue_destroy(queue)
    }
}

/// The core itself: started once, never stopped.
enum Library {
    private static let started: Void = cgrpc_init()

    static func start() { started }
}
