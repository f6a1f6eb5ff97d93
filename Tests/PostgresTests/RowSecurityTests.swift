import Contracts
import Postgres
import Schema
import TestPostgres
import Testing

@Suite("Row-level security")
struct RowSecurityTests {
    @Test("every table with a project has it enabled, forced and a policy that names the project")
    func everyTable() async throws {
        let database = try await TestPostgres.makeDatabase()
        let pool = database.superuserPool()
        try await pool.query("SELECT event_log_open(4, 3)")
        let tables = try await pool.query(
            """
            SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity,
                c.relispartition OR EXISTS (SELECT FROM pg_policies p WHERE p.tablename = c.relname
                    AND p.roles = '{public}' AND p.qual LIKE '%driftwatch.project_id%')
            FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'project_id' AND NOT a.attisdropped
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
            """
        ).rows
        #expect(tables.count >= 8)
        for table in tables {
            let name = try table.text(0)
            #expect(try table.bool(1), "\(name): ENABLE and FORCE row-level security")
            #expect(try table.bool(2), "\(name): a policy for the transaction's project")
        }
        let above = try await pool.query(
            "SELECT rolname FROM pg_roles WHERE rolname LIKE 'driftwatch%' AND (rolsuper OR rolbypassrls)"
        ).rows
        #expect(above.isEmpty)
        await pool.close()
    }

    @Test("another project's rows are not there: to read, to change, to add", arguments: [Schema.Role.service, .owner])
    func otherProject(role: Schema.Role) async throws {
        let database = try await TestPostgres.makeDatabase()
        let (mine, theirs) = (try await database.makeProject(), try await database.makeProject())
        let service = database.pool(.service)
        for project in [mine, theirs] {
            try await service.transaction(project: project) {
                try await $0.query("INSERT INTO deployments VALUES ($1, 'model', 1)", [.text(project.rawValue)])
            }
        }
        let pool = database.pool(role)
        try await pool.transaction(project: mine) { connection in
            for table in ["projects", "deployments", "audit_log", "event_log"] {
                let rows = try await connection.query(
                    "SELECT DISTINCT project_id FROM \(table) WHERE true OR project_id = $1", [.text(theirs.rawValue)]
                ).rows
                #expect(try rows.allSatisfy { try $0.text(0) == mine.rawValue }, "\(table)")
            }
            #expect(try await connection.query("SELECT FROM deployments").rows.count == 1)
        }
        let refused = await #expect(throws: PostgresError.self) {
            try await pool.transaction(project: mine) {
                try await $0.query("INSERT INTO deployments VALUES ($1, 'planted', 1)", [.text(theirs.rawValue)])
            }
        }
        #expect(refused?.code == .insufficientPrivilege)
        #expect(try await pool.query("SELECT FROM deployments").rows.isEmpty)
        if role == .owner {
            let changed = try await pool.transaction(project: mine) {
                try await $0.query("UPDATE deployments SET created_at_nanos = 2").affectedRowCount
            }
            #expect(changed == 1)
        }
        await service.close()
        await pool.close()
    }

    @Test("the service role cannot become another, nor see keys and organisations")
    func boundaries() async throws {
        let database = try await TestPostgres.makeDatabase()
        let project = try await database.makeProject()
        let pool = database.pool(.service)
        for sql in [
            "SET ROLE driftwatch_owner", "SET ROLE driftwatch_auth", "SET SESSION AUTHORIZATION postgres",
            "SELECT * FROM api_keys", "SELECT * FROM organisations", "ALTER TABLE deployments DISABLE ROW LEVEL SECURITY",
            "DELETE FROM event_log", "CREATE TABLE mine (a int)", "SELECT event_log_drop_days(now())",
        ] {
            let error = await #expect(throws: PostgresError.self, "\(sql)") {
                try await pool.transaction(project: project) { try await $0.script(sql) }
            }
            #expect(error?.code == .insufficientPrivilege, "\(sql)")
        }
        await pool.close()
    }

    @Test("the auth role works on all organisations, projects and keys")
    func auth() async throws {
        let database = try await TestPostgres.makeDatabase()
        let projects = [try await database.makeProject(), try await database.makeProject()]
        let pool = database.pool(.auth)
        for project in projects {
            try await pool.query(
                """
                INSERT INTO api_keys (key_id, project_id, name, role, secret_sha256, prefix, created_at_nanos)
                VALUES ($1, $2, 'n', 'editor', $1, 'dw_', 1)
                """, [.text(KeyID.random().rawValue), .text(project.rawValue)])
        }
        #expect(try await pool.query("SELECT FROM api_keys").rows.count == 2)
        #expect(try await pool.query("SELECT FROM projects").rows.count == 2)
        await pool.close()
    }

    @Test("entries of the audit log are neither changed nor removed, whoever asks")
    func auditLog() async throws {
        let database = try await TestPostgres.makeDatabase()
        let auth = database.pool(.auth)
        try await auth.query("INSERT INTO audit_log (at_nanos, actor, action, subject) VALUES (1, 'a', 'b', 'c')")
        for pool in [auth, database.pool(.owner), database.superuserPool()] {
            for sql in ["UPDATE audit_log SET actor = 'x'", "DELETE FROM audit_log", "TRUNCATE audit_log"] {
                let error = await #expect(throws: PostgresError.self, "\(sql)") { try await pool.query(sql) }
                #expect(error?.code == .insufficientPrivilege)
            }
            await pool.close()
        }
    }
}
