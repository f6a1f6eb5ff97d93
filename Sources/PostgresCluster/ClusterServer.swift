#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif
internal import Logging
internal import Processes
internal import Synchronization

/// The server of one cluster: its files, its process. Everything but `ended` blocks.
final class ClusterServer: Sendable {
    private let configuration: PrivateClusterConfiguration
    private let logger: Logger
    private let current: ServerUser
    private let user: ServerUser
    private let directory: ClusterDirectory
    private let binaries: PostgresBinaries
    private let process = Mutex<ChildProcess?>(nil)

    init(_ configuration: PrivateClusterConfiguration, logger: Logger) throws(PrivateClusterError) {
        self.configuration = configuration
        self.logger = logger
        current = try ServerUser.current()
        user = try ServerUser.forServer(startedBy: current)
        directory = try ClusterDirectory(configuration.directory, user: user)
        binaries = try PostgresBinaries.find(version: directory.dataVersion, path: configuration.searchPath)
    }

    static func directory(of configuration: PrivateClusterConfiguration) throws(PrivateClusterError) -> ClusterDirectory {
        let user = try ServerUser.forServer(startedBy: .current())
        return try ClusterDirectory(configuration.directory, user: user)
    }

    var processID: Int32? { process.withLock { $0.flatMap { $0.isRunning ? $0.pid : nil } } }

    // MARK: Files

    /// Makes the folders and, the first time, the cluster; locks the directory; ends a server that an earlier run left.
    func prepare() throws(PrivateClusterError) {
        try directory.prepare()
        if directory.dataVersion == nil { try create() }
        try writeAccessRules()
        try endOrphan()
    }

    /// In a folder beside, so that a first start that was interrupted leaves nothing that looks like a cluster.
    private func create() throws(PrivateClusterError) {
        let unfinished = "\(directory.root)/data.unfinished"
        Files.removeTree(unfinished)
        guard !Files.exists(directory.data) else {
            throw PrivateClusterError(
                code: .directory,
                message: "\(directory.data) exists and is no postgres cluster; move it away, or give another directory")
        }
        do {
            _ = try ChildProcess.output(
                of: user.command(
                    [
                        binaries.initdb, "--pgdata=\(unfinished)", "--username=postgres", "--encoding=UTF8", "--locale=C",
                        "--wal-segsize=1", "--auth-local=peer", "--auth-host=reject",
                    ], startedBy: current))
        } catch {
            throw PrivateClusterError(code: .creation, message: "\(error)")
        }
        guard rename(unfinished, directory.data) == 0 else { throw Files.failure("put in place", directory.data) }
        logger.info("made a private postgres", metadata: ["directory": "\(directory.root)", "version": "\(binaries.version)"])
    }

    /// Local connections only, as whoever the operating system says; we and the server's user may be each of our roles.
    private func writeAccessRules() throws(PrivateClusterError) {
        try Files.write(
            "# Written at every start.\nlocal all all peer map=driftwatch\n", to: "\(directory.data)/pg_hba.conf", owner: user)
        var lines = ["# Written at every start."]
        for name in Set([current.name, user.name]).sorted() {
            for role in ["postgres"] + configuration.roles { lines.append("driftwatch \"\(name)\" \"\(role)\"") }
        }
        try Files.write(lines.joined(separator: "\n") + "\n", to: "\(directory.data)/pg_ident.conf", owner: user)
    }

    private func endOrphan() throws(PrivateClusterError) {
        guard let file = PostmasterFile(dataDirectory: directory.data), file.isAlive else { return }
        guard file.isServer(of: directory.data) else {
            // Another process has got the number since: the server would take it for its own kind and refuse to start.
            unlink(file.path)
            return
        }
        logger.warning("stopping the postgres that an earlier run left behind", metadata: ["process": "\(file.pid)"])
        guard file.endOrphan(patience: configuration.fastStopTimeout) else {
            throw PrivateClusterError(
                code: .inUse,
                message: "process \(file.pid), a postgres that an earlier run left in \(directory.data), does not end")
        }
    }

    // MARK: The process

    /// Starts the server and waits until it takes connections. After a crash the remains of the last one may hold its lock for
    /// some seconds: as long as there is a lock file, an early end is tried again for a while.
    func launch() throws(PrivateClusterError) {
        let retryDeadline = ContinuousClock.now + .seconds(10)
        var pause: UInt32 = 100_000
        while true {
            let log = try directory.openLog()
            defer { close(log) }
            let child = try started(serverCommand(), output: log)
            process.withLock { $0 = child }
            if try awaitReadiness(of: child) { return }
            let mayBeLocked = Files.exists("\(directory.data)/postmaster.pid")
            guard mayBeLocked, ContinuousClock.now < retryDeadline else {
                throw PrivateClusterError(
                    code: .start,
                    message: "postgres does not start: \(ChildProcess.lastLines(logTail())) (all of it in \(directory.log))")
            }
            usleep(pause)
            pause = min(pause * 2, 1_000_000)
        }
    }

    private func started(_ command: [String], output: Int32) throws(PrivateClusterError) -> ChildProcess {
        do {
            return try ChildProcess(command, output: output)
        } catch {
            throw PrivateClusterError(code: .start, message: error.message)
        }
    }

    /// False when the server ends before it is ready.
    private func awaitReadiness(of child: ChildProcess) throws(PrivateClusterError) -> Bool {
        let deadline = ContinuousClock.now + configuration.startTimeout
        while child.wait(atMost: .milliseconds(10)) == nil {
            if let file = PostmasterFile(dataDirectory: directory.data), file.pid == child.pid, file.isReady { return true }
            guard ContinuousClock.now < deadline else {
                stop(child)
                throw PrivateClusterError(
                    code: .start,
                    message: "postgres is not ready after \(configuration.startTimeout): \(ChildProcess.lastLines(logTail())) "
                        + "(all of it in \(directory.log))")
            }
        }
        return false
    }

    private func serverCommand() throws(PrivateClusterError) -> [String] {
        var settings = configuration.serverSettings
        settings["port"] = String(ClusterDirectory.port)
        settings["unix_socket_directories"] = "\"\(directory.socket)\""
        let options = settings.sorted { $0.key < $1.key }.flatMap { ["-c", "\($0.key)=\($0.value)"] }
        return try user.command([binaries.postgres, "-D", directory.data] + options, startedBy: current)
    }

    private func logTail() -> String { Files.read(directory.log).map { String($0.suffix(4_096)) } ?? "" }

    /// Stops the server and gives the directory free.
    func stop() {
        if let child = process.withLock({ $0 }) { stop(child) }
        directory.unlock()
    }

    /// Smart, then fast, then immediate.
    private func stop(_ child: ChildProcess) {
        let steps: [(Int32, Duration)] = [
            (SIGTERM, configuration.smartStopTimeout), (SIGINT, configuration.fastStopTimeout), (SIGQUIT, .seconds(5)),
        ]
        for (signal, patience) in steps {
            child.send(signal)
            if child.wait(atMost: patience) != nil { return }
        }
        logger.error("postgres does not stop; ending it by force", metadata: ["process": "\(child.pid)"])
        child.send(SIGKILL)
        _ = child.wait(atMost: .seconds(5))
    }

    /// The status with which the server ended. Cancellation ends the waiting, not the server.
    func ended() async throws -> Int32 {
        guard let child = process.withLock({ $0 }) else { throw CancellationError() }
        for await status in child.ends { return status }
        try Task.checkCancellation()
        return child.wait(atMost: .zero) ?? 0
    }
}
