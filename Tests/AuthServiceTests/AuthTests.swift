import Contracts
import GRPCCore
import Identity
import Postgres
import Protos
import TestPostgres
import Testing

@Suite struct Auths {
    @Test func aKeyIsShownOnceAndFoundByItsSecret() async throws {
        try await AuthPeer.with { peer async throws in
            let project = try await peer.makeProject()
            let created = try await peer.makeKey(project.id, role: "reader")
            #expect(APIKeySecret(created.secret) != nil)
            #expect(created.secret.hasPrefix(created.key.prefix))
            let identity = try await peer.check(created.secret)
            #expect(identity.projectID == project.id && identity.organisationID == project.organisationID)
            #expect(identity.keyID == created.key.id && identity.role == "reader")
            #expect(identity.unknownDeployments == .register)

            let pool = peer.database.superuserPool()
            let stored = try await pool.query("SELECT row_to_json(k)::text FROM api_keys k")
            #expect(!(try stored.onlyRow().text(0)).contains(created.secret.dropFirst(8)))
            let audit = try await pool.query("SELECT string_agg(detail::text, ' ') FROM audit_log")
            #expect(!(try audit.onlyRow().text(0)).contains(created.secret.dropFirst(8)))
            await pool.close()
        }
    }

    @Test func anUnknownOrRevokedOrMalformedKeyIsUnauthenticated() async throws {
        try await AuthPeer.with { peer async throws in
            let created = try await peer.makeKey(try await peer.makeProject().id)
            for secret in ["", "x", APIKeySecret.random().rawValue, created.secret + "a", String(created.secret.dropLast())] {
                #expect(await AuthPeer.code { try await peer.check(secret) } == .unauthenticated)
            }
            let revoked = try await peer.revoke(created.key.id)
            #expect(revoked.revokedUnixNanos > 0)
            #expect(await AuthPeer.code { try await peer.check(created.secret) } == .unauthenticated)
            #expect(try await peer.revoke(created.key.id) == revoked)
        }
    }

    @Test func administrationNeedsTheToken() async throws {
        try await AuthPeer.with { peer async throws in
            let request = Driftwatch_V1_ListProjectsRequest()
            #expect(await AuthPeer.code { try await peer.client.listProjects(request) } == .unauthenticated)
            for wrong in ["wrong-token-of-the-tests", AuthPeer.token + "x", String(AuthPeer.token.dropLast())] {
                let metadata = BearerToken.metadata(wrong)
                #expect(
                    await AuthPeer.code { try await peer.client.listProjects(request, metadata: metadata) } == .unauthenticated)
            }
            let key = try await peer.makeKey(try await peer.makeProject().id)
            let metadata = BearerToken.metadata(key.secret)
            #expect(await AuthPeer.code { try await peer.client.listProjects(request, metadata: metadata) } == .unauthenticated)
            #expect(try await peer.client.listProjects(request, metadata: peer.administrator).projects.count == 1)
        }
    }

    @Test func withoutATokenInTheConfigurationAdministrationIsOff() async throws {
        try await AuthPeer.with(token: nil) { peer async throws in
            let request = Driftwatch_V1_ListProjectsRequest()
            let code = await AuthPeer.code { try await peer.client.listProjects(request, metadata: peer.administrator) }
            #expect(code == .permissionDenied)
        }
    }

    @Test func everyChangeLeavesARowInTheAuditLog() async throws {
        try await AuthPeer.with { peer async throws in
            let project = try await peer.makeProject("audited")
            let created = try await peer.makeKey(project.id, name: "sender", role: "writer")
            var update = Driftwatch_V1_UpdateProjectRequest()
            update.projectID = project.id
            update.unknownDeployments = .refuse
            _ = try await peer.client.updateProject(update, metadata: peer.administrator)
            _ = try await peer.revoke(created.key.id)
            _ = try await peer.revoke(created.key.id)
            let pool = peer.database.superuserPool()
            let rows = try await pool.query("SELECT action, subject, actor, detail->>'name' FROM audit_log ORDER BY entry_id")
                .rows
            #expect(
                try rows.map { try $0.text(0) } == [
                    "organisation.created", "project.created", "api_key.created", "project.updated", "api_key.revoked",
                ])
            #expect(try rows.allSatisfy { try $0.text(2) == "administrator" })
            #expect(try rows[2].text(1) == created.key.id && rows[2].text(3) == "sender")
            await pool.close()
        }
    }

    @Test func aChangeThatFailsLeavesNothing() async throws {
        try await AuthPeer.with { peer async throws in
            let project = try await peer.makeProject()
            var same = Driftwatch_V1_CreateProjectRequest()
            same.organisationID = project.organisationID
            same.name = project.name
            #expect(
                await AuthPeer.code { try await peer.client.createProject(same, metadata: peer.administrator) } == .alreadyExists)
            same.organisationID = OrganisationID.random().rawValue
            #expect(await AuthPeer.code { try await peer.client.createProject(same, metadata: peer.administrator) } == .notFound)
            #expect(await AuthPeer.code { try await peer.makeKey(ProjectID.random().rawValue) } == .notFound)
            #expect(await AuthPeer.code { try await peer.makeKey(project.id, role: "owner") } == .invalidArgument)
            for name in ["", "   ", "a\u{7}b", String(repeating: "n", count: 201)] {
                #expect(await AuthPeer.code { try await peer.makeKey(project.id, name: name) } == .invalidArgument)
            }
            #expect(await AuthPeer.code { try await peer.revoke("key_none") } == .notFound)
            let pool = peer.database.superuserPool()
            #expect(try await pool.query("SELECT count(*) FROM audit_log").onlyRow().int8(0) == 2)
            await pool.close()
        }
    }

    @Test func organisationsProjectsAndKeysAreListedByName() async throws {
        try await AuthPeer.with { peer async throws in
            let first = try await peer.makeProject("b")
            let second = try await peer.makeProject("a")
            for name in ["z", "y"] { _ = try await peer.makeKey(first.id, name: name) }
            let organisations = try await peer.client.listOrganisations(.init(), metadata: peer.administrator).organisations
            #expect(organisations.map(\.name) == ["organisation of a", "organisation of b"])
            #expect(organisations.map(\.id) == [second.organisationID, first.organisationID])
            var projects = Driftwatch_V1_ListProjectsRequest()
            #expect(try await peer.client.listProjects(projects, metadata: peer.administrator).projects == [second, first])
            projects.organisationID = first.organisationID
            #expect(try await peer.client.listProjects(projects, metadata: peer.administrator).projects == [first])
            var keys = Driftwatch_V1_ListKeysRequest()
            keys.projectID = first.id
            #expect(try await peer.client.listKeys(keys, metadata: peer.administrator).keys.map(\.name) == ["y", "z"])
            keys.projectID = ProjectID.random().rawValue
            #expect(await AuthPeer.code { try await peer.client.listKeys(keys, metadata: peer.administrator) } == .notFound)
        }
    }

    @Test func checkingIsBoundedInRate() async throws {
        try await AuthPeer.with(checksPerSecond: 5) { peer async throws in
            var codes: [RPCError.Code?] = []
            for _ in 0..<20 { codes.append(await AuthPeer.code { try await peer.check(APIKeySecret.random().rawValue) }) }
            #expect(codes.first == .some(.unauthenticated))
            #expect(codes.contains(.resourceExhausted))
        }
    }

    @Test func anAuthenticatorFindsTheCallerThroughTheService() async throws {
        try await AuthPeer.with { peer async throws in
            let project = try await peer.makeProject()
            let created = try await peer.makeKey(project.id, role: "writer")
            let authenticator = Authenticator(auth: peer.client)
            let caller = try await authenticator.caller(of: BearerToken.metadata(created.secret))
            #expect(caller.project.rawValue == project.id && caller.role == .writer)
        }
    }
}
