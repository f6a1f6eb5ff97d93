internal import Glibc
internal import Synchronization

/// Where log lines go: a file descriptor, one `write` a line, lines of different tasks never mixed.
package final class LogOutput: Sendable {
    /// The standard error stream.
    package static let standardError = LogOutput(descriptor: 2)

    private let descriptor: Int32
    private let lock = Mutex(())

    /// Writes to a descriptor that stays open.
    package init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Whether a terminal reads what is written.
    package var isTerminal: Bool { isatty(descriptor) == 1 }

    /// Writes bytes whole, or gives up when the reader is gone.
    func write(_ line: [UInt8]) {
        lock.withLock { _ in
            line.withUnsafeBytes { bytes in
                var rest = bytes[...]
                while !rest.isEmpty {
                    let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                    if count < 0 && errno == EINTR { continue }
                    guard count > 0 else { return }
                    rest = rest.dropFirst(count)
                }
            }
        }
    }
}
