#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// What `postmaster.pid` says, and how to end the server that wrote it. Everything blocks.
struct PostmasterFile {
    let path: String
    let pid: pid_t
    /// True when the server has said that it takes connections.
    let isReady: Bool

    init?(dataDirectory: String) {
        path = "\(dataDirectory)/postmaster.pid"
        guard let lines = Files.read(path)?.split(separator: "\n", omittingEmptySubsequences: false),
            let number = lines.first.flatMap({ pid_t($0) }), number > 0
        else { return nil }
        pid = number
        isReady = lines.count > 7 && lines[7].hasPrefix("ready")
    }

    /// True when a process of that number exists.
    var isAlive: Bool { kill(pid, 0) == 0 || errno == EPERM }

    /// True when that process works in the cluster's data directory, as its server does.
    func isServer(of dataDirectory: String) -> Bool {
        guard isAlive else { return false }
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/\(pid)/cwd", &buffer, buffer.count)
        guard count > 0 else { return false }
        let folder = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard let real = realpath(dataDirectory, nil) else { return false }
        defer { free(real) }
        return folder == String(cString: real)
    }

    /// Ends a server that an earlier run has left behind: fast, then at once, then by force. The caller holds the directory's lock,
    /// so nobody else can want it.
    func endOrphan(patience: Duration) -> Bool {
        for (number, time) in [(SIGINT, patience), (SIGQUIT, .seconds(5)), (SIGKILL, .seconds(5))] {
            kill(pid, number)
            let deadline = ContinuousClock.now + time
            while isAlive, ContinuousClock.now < deadline { usleep(20_000) }
            if !isAlive { return true }
        }
        return false
    }
}
