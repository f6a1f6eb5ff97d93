internal import Processes
internal import Synchronization

/// A shell that waits for the end of this process, however it comes, then ends the cluster's server and removes its folder.
enum TestWatchdog {
    /// Its standard input is a pipe that only we hold open: it closes when we end.
    private static let held = Mutex<[(ProcessPipe, ChildProcess)]>([])

    static func start(directory: String) throws {
        let pipe = try ProcessPipe()
        let output = try ProcessPipe()
        let script = """
            exec >/dev/null 2>&1
            trap '' INT TERM HUP
            cat >/dev/null
            pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null) && kill -QUIT "$pid"
            n=0; while [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null && [ $n -lt 100 ]; do sleep 0.1; n=$((n + 1)); done
            rm -rf "$1"
            """
        let shell = try ChildProcess(
            ["/bin/sh", "-c", script, "watchdog", directory], input: pipe.readEnd, output: output.writeEnd)
        held.withLock { $0.append((pipe, shell)) }
    }
}
