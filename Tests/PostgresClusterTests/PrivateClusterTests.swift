import Foundation
import Postgres
import PostgresCluster
import Processes
import Schema
import TestPostgres
import Testing

@Suite("Private cluster")
struct PrivateClusterTests {
    private func pool(_ cluster: PrivateCluster, _ role: String = "driftwatch_owner") -> PostgresPool {
        var configuration = PostgresConfiguration(url: cluster.url(role: role))
        configuration.maximumConnections = 2
        return PostgresPool(configuration: configuration, logger: TestPostgres.logger)
    }

    private func mode(_ path: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    @Test("the first start makes it, private and durable; the next finds what was stored")
    func startTwice() async throws {
        let directory = TestPostgres.newDirectory()
        let first = try TestPostgres.makeCluster(directory: directory)
        try await first.start()
        for path in [directory, "\(directory)/data", "\(directory)/socket"] { #expect(try mode(path) == 0o700) }
        let before = pool(first)
        try await before.query("CREATE TABLE kept (a int)")
        try await before.query("INSERT INTO kept VALUES (42)")
        for (name, value) in [("fsync", "on"), ("synchronous_commit", "on"), ("listen_addresses", ""), ("max_wal_size", "256MB")]
        {
            #expect(try await before.query("SELECT current_setting($1)", [.text(name)]).onlyRow().text(0) == value)
        }
        await before.close()
        await first.stop()
        #expect(first.processID == nil)

        let second = try TestPostgres.makeCluster(directory: directory)
        try await second.start()
        let after = pool(second)
        #expect(try await after.query("SELECT a FROM kept").onlyRow().int(0) == 42)
        await after.close()
        await second.stop()
    }

    @Test("each role connects as itself; other roles do not; no role but the superuser is above the rules")
    func roles() async throws {
        let cluster = try TestPostgres.makeCluster()
        try await cluster.start()
        for role in Schema.Role.allCases {
            let pool = pool(cluster, role.rawValue)
            let row = try await pool.query(
                "SELECT current_user, rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
            ).onlyRow()
            #expect(try row.text(0) == role.rawValue)
            #expect(try !row.bool(1))
            await pool.close()
        }
        let superuser = pool(cluster, "postgres")
        try await superuser.query("CREATE ROLE stranger LOGIN")
        await superuser.close()
        let error = await #expect(throws: PostgresError.self) { try await pool(cluster, "stranger").query("SELECT 1") }
        #expect(error?.code == .refused)
        let rules = try String(
            contentsOfFile: "\(cluster.logPath.dropLast("postgres.log".count))data/pg_hba.conf", encoding: .utf8)
        #expect(!rules.contains("trust"))
        await cluster.stop()
    }

    @Test("a server that is killed is started again, and callers go on")
    func killed() async throws {
        let cluster = try TestPostgres.makeCluster()
        try await cluster.start()
        let run = Task { try await cluster.run() }
        let pool = pool(cluster)
        try await pool.query("CREATE TABLE kept (a int)")
        for round in 1...3 {
            try await pool.query("INSERT INTO kept VALUES ($1)", [.init(round)])
            let process = try #require(cluster.processID)
            kill(process, SIGKILL)
            let deadline = ContinuousClock.now + .seconds(60)
            while true {
                // Until the new server runs, processes of the old one may still answer.
                let isNew = cluster.processID.map { $0 != process } ?? false
                do {
                    #expect(try await pool.query("SELECT count(*) FROM kept").onlyRow().int(0) == round)
                    if isNew { break }
                } catch let error as PostgresError where error.isRetriable && ContinuousClock.now < deadline {}
                try await Task.sleep(for: .milliseconds(20))
            }
        }
        await pool.close()
        run.cancel()
        try await run.value
        #expect(cluster.processID == nil)
    }

    @Test("a server that an earlier run left behind is stopped and replaced")
    func orphan() async throws {
        let directory = TestPostgres.newDirectory()
        let first = try TestPostgres.makeCluster(directory: directory)
        try await first.start()
        await first.stop()
        try startByHand(directory)
        let file = "\(directory)/data/postmaster.pid"
        for _ in 0..<500 where (try? String(contentsOfFile: file, encoding: .utf8).contains("ready")) != true {
            try await Task.sleep(for: .milliseconds(20))
        }
        let left = try #require(
            try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").first.flatMap { Int32($0) })
        let second = try TestPostgres.makeCluster(directory: directory)
        try await second.start()
        #expect(kill(left, 0) != 0)
        #expect(second.processID != left)
        let pool = pool(second)
        #expect(try await pool.query("SELECT 1").onlyRow().int(0) == 1)
        await pool.close()
        await second.stop()
    }

    /// As a run that was killed would have left it: nobody's child.
    private func startByHand(_ directory: String) throws {
        let versions = try FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql").sorted()
        let server = "/usr/lib/postgresql/\(try #require(versions.last))/bin/postgres"
        let become = getuid() == 0 ? "setpriv --reuid=postgres --regid=postgres --init-groups --" : ""
        try ChildProcess.output(of: [
            "/bin/sh", "-c",
            "\(become) \(server) -D \(directory)/data -c listen_addresses= -c unix_socket_directories=\(directory)/socket "
                + "</dev/null >/dev/null 2>&1 &",
        ])
    }

    @Test("a lock file with the number of a process that is something else does not keep it from starting")
    func reusedNumber() async throws {
        let directory = TestPostgres.newDirectory()
        let cluster = try TestPostgres.makeCluster(directory: directory)
        try await cluster.start()
        await cluster.stop()
        let output = try ProcessPipe()
        let sleep = try ChildProcess(["/bin/sleep", "60"], output: output.writeEnd)
        try "\(sleep.pid)\n\(directory)/data\n1\n5432\n\(directory)/socket\n\n  1 1\nready   \n"
            .write(toFile: "\(directory)/data/postmaster.pid", atomically: false, encoding: .utf8)
        try await cluster.start()
        #expect(sleep.isRunning)
        await cluster.stop()
        sleep.send(SIGKILL)
    }

    @Test("a second user of the directory is refused, and may have it afterwards")
    func inUse() async throws {
        let directory = TestPostgres.newDirectory()
        let first = try TestPostgres.makeCluster(directory: directory)
        let second = try TestPostgres.makeCluster(directory: directory)
        try await first.start()
        let error = await #expect(throws: PrivateClusterError.self) { try await second.start() }
        #expect(error?.code == .inUse)
        #expect(error?.description.contains("process \(getpid())") == true)
        await first.stop()
        try await second.start()
        await second.stop()
    }

    @Test("a path too long for a socket works, with the socket elsewhere")
    func longPath() async throws {
        let top = TestPostgres.newDirectory()
        let directory = top + String(repeating: "/a-long-folder", count: 8)
        let cluster = try TestPostgres.makeCluster(directory: directory)
        try await cluster.start()
        let pool = pool(cluster)
        #expect(try await pool.query("SELECT 1").onlyRow().int(0) == 1)
        await pool.close()
        await cluster.stop()
        #expect(!cluster.url(role: "x").contains("a-long-folder"))
        try FileManager.default.removeItem(atPath: top)
    }

    @Test("a first start that was interrupted is made good; what is no cluster is left alone")
    func interrupted() async throws {
        let directory = TestPostgres.newDirectory()
        let cluster = try TestPostgres.makeCluster(directory: directory)
        try await cluster.start()
        await cluster.stop()
        let files = FileManager.default
        try files.moveItem(atPath: "\(directory)/data", toPath: "\(directory)/data.unfinished")
        try await cluster.start()
        await cluster.stop()
        try files.removeItem(atPath: "\(directory)/data/PG_VERSION")
        let error = await #expect(throws: PrivateClusterError.self) { try await cluster.start() }
        #expect(error?.code == .directory)
    }

    @Test("root is told which folder the server's user cannot enter", .enabled(if: getuid() == 0))
    func closedFolder() async throws {
        let closed = TestPostgres.newDirectory()
        try FileManager.default.createDirectory(
            atPath: closed, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        let cluster = try TestPostgres.makeCluster(directory: "\(closed)/inside")
        let error = await #expect(throws: PrivateClusterError.self) { try await cluster.start() }
        #expect(error?.code == .directory)
        #expect(error?.message.contains("cannot enter \(closed)") == true)
        try FileManager.default.removeItem(atPath: closed)
    }

    @Test("settings that the server refuses are reported with its words")
    func badSettings() async throws {
        let cluster = try TestPostgres.makeCluster(settings: ["shared_buffers": "nonsense"])
        let error = await #expect(throws: PrivateClusterError.self) { try await cluster.start() }
        #expect(error?.code == .start)
        #expect(error?.message.contains("shared_buffers") == true)
    }
}
