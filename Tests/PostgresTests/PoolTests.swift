import Contracts
import Postgres
import Schema
import TestPostgres
import Testing

@Suite("Pool")
struct PoolTests {
    @Test("callers share the connections there are, in turn")
    func sharing() async throws {
        let pool = try await TestPostgres.makeEmptyDatabase().pool(.owner, connections: 3)
        let processes = try await withThrowingTaskGroup { group in
            for _ in 0..<60 {
                group.addTask { try await pool.query("SELECT pg_backend_pid(), pg_sleep(0.002)").onlyRow().int(0) }
            }
            return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
        }
        #expect((1...3).contains(processes.count))
        #expect(pool.statistics.openConnections <= 3)
        await pool.close()
        #expect(pool.statistics.openConnections == 0)
        let error = await #expect(throws: PostgresError.self) { try await pool.query("SELECT 1") }
        #expect(error?.code == .poolClosed)
    }

    @Test("a caller too many is refused at once")
    func bounds() async throws {
        let pool = try await narrowPool(acquireTimeout: .seconds(600))
        let waiting = try await pool.withConnection { _ in
            let waiting = Task { try await pool.query("SELECT 1").onlyRow().int(0) }
            while pool.statistics.waiters == 0 { try await Task.sleep(for: .milliseconds(2)) }
            let error = await #expect(throws: PostgresError.self) { try await pool.query("SELECT 1") }
            #expect(error?.code == .poolExhausted)
            return waiting
        }
        #expect(try await waiting.value == 1)
        #expect(pool.statistics.refused == 1)
        await pool.close()
    }

    @Test("a caller that waits too long is told so")
    func acquireTimeout() async throws {
        let pool = try await narrowPool(acquireTimeout: .seconds(5))
        try await pool.withConnection { _ in
            let error = await #expect(throws: PostgresError.self) { try await pool.query("SELECT 1") }
            #expect(error?.code == .acquireTimeout)
            #expect(error?.isRetriable == true)
        }
        #expect(pool.statistics.refused == 1)
        #expect(try await pool.query("SELECT 1").onlyRow().int(0) == 1)
        await pool.close()
    }

    /// One connection, and one caller may wait for it.
    private func narrowPool(acquireTimeout: Duration) async throws -> PostgresPool {
        var configuration = PostgresConfiguration(url: try await TestPostgres.makeEmptyDatabase().url(.owner))
        configuration.maximumConnections = 1
        configuration.maximumWaiters = 1
        configuration.acquireTimeout = acquireTimeout
        return PostgresPool(configuration: configuration, logger: TestPostgres.logger)
    }

    @Test("a cancelled task ends its statement in the server, and the connection serves on")
    func cancellation() async throws {
        let pool = try await TestPostgres.makeEmptyDatabase().pool(.owner, connections: 1)
        let process = try await pool.query("SELECT pg_backend_pid()").onlyRow().int(0)
        for delay in [0, 1, 5, 50] {
            let start = ContinuousClock.now
            let task = Task { try await pool.query("SELECT pg_sleep(300)") }
            try await Task.sleep(for: .milliseconds(delay))
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(ContinuousClock.now - start < .seconds(60))
            for _ in 0..<20 {
                #expect(try await pool.query("SELECT pg_backend_pid()").onlyRow().int(0) == process)
            }
        }
        await pool.close()
    }

    @Test("a caller that is cancelled while it waits leaves the queue")
    func cancelledWaiter() async throws {
        let pool = try await TestPostgres.makeEmptyDatabase().pool(.owner, connections: 1)
        try await pool.withConnection { _ in
            let task = Task { try await pool.query("SELECT 1") }
            while pool.statistics.waiters == 0 { try await Task.sleep(for: .milliseconds(2)) }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(pool.statistics.waiters == 0)
        }
        await pool.close()
    }

    @Test("a statement that runs too long is cancelled by the server")
    func statementTimeout() async throws {
        let database = try await TestPostgres.makeEmptyDatabase()
        var configuration = PostgresConfiguration(url: database.url(.owner))
        configuration.statementTimeout = .milliseconds(100)
        let pool = PostgresPool(configuration: configuration, logger: TestPostgres.logger)
        let error = await #expect(throws: PostgresError.self) { try await pool.query("SELECT pg_sleep(300)") }
        #expect(error?.code == .queryCanceled)
        await pool.close()
    }

    @Test("a connection that the server ended is replaced before a caller notices")
    func replacement() async throws {
        let database = try await TestPostgres.makeEmptyDatabase()
        let pool = database.pool(.owner, connections: 1)
        let administrator = database.superuserPool()
        let process = try await pool.query("SELECT pg_backend_pid()").onlyRow().int8(0)
        try await administrator.query("SELECT pg_terminate_backend($1::int, 5000)", [.int8(process)])
        #expect(try await pool.query("SELECT pg_backend_pid()").onlyRow().int8(0) != process)
        await administrator.close()
        await pool.close()
    }

    @Test("a connection that breaks under a statement is a retriable error, and the next call works")
    func breakage() async throws {
        let database = try await TestPostgres.makeEmptyDatabase()
        let pool = database.pool(.owner, connections: 1)
        let administrator = database.superuserPool()
        let error = await #expect(throws: PostgresError.self) {
            try await pool.withConnection { connection in
                let process = try await connection.query("SELECT pg_backend_pid()").onlyRow().int8(0)
                async let end = administrator.query("SELECT pg_sleep(0.05), pg_terminate_backend($1::int)", [.int8(process)])
                try await connection.query("SELECT pg_sleep(300)")
                _ = try await end
            }
        }
        #expect(error?.isRetriable == true)
        #expect(try await pool.query("SELECT 1").onlyRow().int(0) == 1)
        await administrator.close()
        await pool.close()
    }

    @Test("a wrong role is refused at once, not waited for; an absent server is retriable")
    func refusals() async throws {
        let database = try await TestPostgres.makeEmptyDatabase()
        let url = database.url(.owner)
        var wrong = PostgresConfiguration(
            url: url.split(separator: "&").filter { !$0.hasPrefix("user=") }.joined(separator: "&") + "&user=nobody")
        wrong.acquireTimeout = .seconds(300)
        let start = ContinuousClock.now
        let refused = await #expect(throws: PostgresError.self) {
            try await PostgresPool(configuration: wrong, logger: TestPostgres.logger).query("SELECT 1")
        }
        #expect(refused?.code == .refused)
        #expect(refused?.isRetriable == false)
        #expect(ContinuousClock.now - start < .seconds(60))
        var away = PostgresConfiguration(url: "postgresql://u:topsecret@localhost:1/x")
        away.acquireTimeout = .milliseconds(300)
        let unreachable = await #expect(throws: PostgresError.self) {
            try await PostgresPool(configuration: away, logger: TestPostgres.logger).query("SELECT 1")
        }
        #expect(unreachable?.code == .unreachable)
        #expect(unreachable?.isRetriable == true)
        #expect(unreachable?.description.contains("topsecret") == false)
    }

    @Test("a connection is of no use after its block")
    func leases() async throws {
        let pool = try await TestPostgres.makeEmptyDatabase().pool(.owner)
        let kept = try await pool.withConnection { $0 }
        let error = await #expect(throws: PostgresError.self) { try await kept.query("SELECT 1") }
        #expect(error?.code == .leaseEnded)
    }

    @Test("idle connections beyond the minimum are closed")
    func idling() async throws {
        let database = try await TestPostgres.makeEmptyDatabase()
        var configuration = PostgresConfiguration(url: database.url(.owner))
        configuration.idleTimeout = .milliseconds(100)
        configuration.minimumConnections = 1
        let pool = PostgresPool(configuration: configuration, logger: TestPostgres.logger)
        try await withThrowingTaskGroup { group in
            for _ in 0..<4 { group.addTask { try await pool.query("SELECT pg_sleep(0.05)") } }
            try await group.waitForAll()
        }
        for _ in 0..<6000 where pool.statistics.openConnections > 1 { try await Task.sleep(for: .milliseconds(10)) }
        #expect(pool.statistics.openConnections == 1)
        await pool.close()
    }
}
