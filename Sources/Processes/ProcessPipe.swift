#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif
internal import CSpawn
internal import Synchronization

/// A pipe whose ends no child inherits but by being given one. Ends that are still open close with it.
package final class ProcessPipe: Sendable {
    /// Bytes come out here.
    package let readEnd: Int32
    /// Bytes go in here.
    package let writeEnd: Int32
    private let isWriterClosed = Mutex(false)

    /// Two new descriptors; throws when the system gives none.
    package init() throws(ProcessError) {
        var ends: [Int32] = [0, 0]
        guard dw_pipe_cloexec(&ends) == 0 else { throw ProcessError("no pipe: \(String(cString: strerror(errno)))") }
        (readEnd, writeEnd) = (ends[0], ends[1])
    }

    deinit {
        closeWriter()
        close(readEnd)
    }

    /// Ends what the reader reads, once nobody else holds the writing end. Only the first call counts.
    package func closeWriter() {
        isWriterClosed.withLock { isClosed in
            if !isClosed { close(writeEnd) }
            isClosed = true
        }
    }

    /// The next bytes, at most 4,096; empty at the end. Blocks.
    package func read() -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = receive(readEnd, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            return Array(buffer.prefix(max(count, 0)))
        }
    }

    /// All bytes until every writer has closed. Blocks.
    package func readToEnd() -> [UInt8] {
        var all: [UInt8] = []
        while true {
            let more = read()
            if more.isEmpty { return all }
            all += more
        }
    }
}

/// `read(2)`, by a name that a method does not hide.
private func receive(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int {
    read(descriptor, buffer, count)
}
