import Postgres
import Schema
import TestPostgres
import Testing

@Suite("Notifications")
struct NotificationTests {
    @Test("what is notified arrives, also after the connection broke, which the listener is told of")
    func listening() async throws {
        let database = try await TestPostgres.makeEmptyDatabase()
        let pool = database.pool(.owner)
        let superuser = database.superuserPool()
        var notifications = pool.notifications(on: "news").makeAsyncIterator()
        for round in 1...2 {
            #expect(await notifications.next() == PostgresNotification(payload: nil))
            try await pool.query("SELECT pg_notify('news', $1)", [.text("round \(round)")])
            #expect(await notifications.next() == PostgresNotification(payload: "round \(round)"))
            try await superuser.query(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()"
            )
        }
        #expect(await notifications.next() == PostgresNotification(payload: nil))
        await pool.close()
        #expect(await notifications.next() == nil)
        #expect(await pool.notifications(on: "news").first { _ in true } == nil)
        await superuser.close()
    }

    @Test("the connection ends with the iteration")
    func ending() async throws {
        let database = try await TestPostgres.makeEmptyDatabase()
        let pool = database.pool(.owner)
        let task = Task { for await _ in pool.notifications(on: "news") {} }
        let count = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()"
        let deadline = ContinuousClock.now + .seconds(240)
        while try await pool.query(count).onlyRow().int(0) == 0, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(10))
        }
        task.cancel()
        while try await pool.query(count).onlyRow().int(0) > 0, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(10))
        }
        #expect(try await pool.query(count).onlyRow().int(0) == 0)
        await pool.close()
    }
}
