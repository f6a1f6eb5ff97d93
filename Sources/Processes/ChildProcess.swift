#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif
internal import CSpawn

/// A program that we started, in a process group of its own so that a terminal's signals do not reach it.
///
/// `@unchecked Sendable`: `exitStatus` is guarded by the lock of `signal`; everything else never changes.
package final class ChildProcess: @unchecked Sendable {
    /// The program's process.
    package let pid: Int32
    private let signal = ThreadSignal()
    private var exitStatus: Int32?
    /// Gives the wait status when the process has ended, to one reader.
    package let ends: AsyncStream<Int32>
    private let endsWriter: AsyncStream<Int32>.Continuation

    /// Starts `command`, its first word a path, in the root folder, with a short environment of its own.
    ///
    /// `input` and `output` stay the caller's; without an input there is nothing to read. The child gets no other descriptor.
    package init(_ command: [String], input: Int32? = nil, output: Int32) throws(ProcessError) {
        (ends, endsWriter) = AsyncStream.makeStream(of: Int32.self)
        pid = try Self.spawn(command, input: input, output: output)
        let pid = pid
        startThread { [self] in reap(pid) }
    }

    /// Runs a command to its end and returns what it said; throws when it fails. Blocks.
    @discardableResult
    package static func output(of command: [String]) throws(ProcessError) -> String {
        let pipe = try ProcessPipe()
        let child = try ChildProcess(command, output: pipe.writeEnd)
        pipe.closeWriter()
        let text = String(decoding: pipe.readToEnd(), as: UTF8.self)
        let status = child.wait(atMost: nil) ?? -1
        guard status == 0 else {
            throw ProcessError("\(command.joined(separator: " ")) ended with \(describe(status)): \(lastLines(text))")
        }
        return text
    }

    /// Sends a signal unless the process has ended.
    package func send(_ number: Int32) {
        signal.withLock { if exitStatus == nil { kill(pid, number) } }
    }

    /// False once it has been reaped.
    package var isRunning: Bool { signal.withLock { exitStatus == nil } }

    /// Waits for the end; nil when the time is up. Blocks.
    @discardableResult
    package func wait(atMost duration: Duration?) -> Int32? {
        let deadline = duration.map { ContinuousClock.now + $0 }
        return signal.withLock {
            while exitStatus == nil {
                guard let deadline else {
                    _ = signal.wait()
                    continue
                }
                let remaining = deadline - .now
                guard remaining > .zero else { return nil }
                _ = signal.wait(atMost: remaining)
            }
            return exitStatus
        }
    }

    /// A wait status in words.
    package static func describe(_ status: Int32) -> String {
        status & 0x7f == 0 ? "status \((status >> 8) & 0xff)" : "signal \(status & 0x7f)"
    }

    /// The last four lines, on one.
    package static func lastLines(_ text: String) -> String {
        text.split(separator: "\n").suffix(4).joined(separator: "; ")
    }

    /// Looks first and reaps under the lock: a signal never reaches another process that has got the same number.
    private func reap(_ pid: pid_t) {
        var information = siginfo_t()
        while waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        var status: Int32 = 0
        signal.withLock {
            while waitpid(pid, &status, 0) < 0, errno == EINTR {}
            exitStatus = status
        }
        signal.signal()
        endsWriter.yield(status)
        endsWriter.finish()
    }

    private static func spawn(_ command: [String], input: Int32?, output: Int32) throws(ProcessError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input {
            posix_spawn_file_actions_adddup2(&actions, input, 0)
        } else {
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        }
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, output, 2)
        // Our working directory may be one that the server's user cannot enter.
        let isolation = dw_spawn_isolate(&actions)
        guard isolation == 0 else {
            throw ProcessError("cannot isolate \(command[0]): \(String(cString: strerror(isolation)))")
        }

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        var flags = Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETPGROUP)
        #if canImport(Darwin)
            flags |= Int16(POSIX_SPAWN_CLOEXEC_DEFAULT)
        #endif
        posix_spawnattr_setflags(&attributes, flags)

        var arguments: [UnsafeMutablePointer<CChar>?] = command.map { text in strdup(text) } + [nil]
        var environment: [UnsafeMutablePointer<CChar>?] = childEnvironment.map { text in strdup(text) } + [nil]
        defer { for text in arguments + environment { free(text) } }
        var pid: pid_t = 0
        let status = posix_spawn(&pid, command[0], &actions, &attributes, &arguments, &environment)
        guard status == 0 else {
            throw ProcessError("cannot start \(command[0]): \(String(cString: strerror(status)))")
        }
        return pid
    }
}

private let childEnvironment = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", "TZ=UTC"]
