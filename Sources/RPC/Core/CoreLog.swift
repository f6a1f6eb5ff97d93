internal import CGRPCShim
import Logging
import Synchronization

/// Sends the core's own log lines, which are the whole process's, to a logger instead of standard error.
enum CoreLog {
    private static let target = Mutex<Logger?>(nil)

    /// The first logger stays.
    static func redirect(to logger: Logger) {
        let isFirst = target.withLock { target in
            guard target == nil else { return false }
            target = logger
            return true
        }
        guard isFirst else { return }
        cgrpc_set_log_function { severity, message in
            guard let message, let logger = CoreLog.target.withLock({ $0 }) else { return }
            // The core calls an error what a peer did wrong too; calls report their own failures.
            logger.log(level: severity == 2 ? .warning : .debug, "grpc core: \(String(cString: message))")
        }
    }
}
