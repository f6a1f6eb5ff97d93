import GRPCCore
import Contracts
import Identity
import Testing

@Suite struct Roles {
    @Test func aRoleAllowsWhatItSays() {
        #expect(Role.writer.allows(.write) && !Role.writer.allows(.read) && !Role.writer.allows(.administer))
        #expect(!Role.reader.allows(.write) && Role.reader.allows(.read) && !Role.reader.allows(.administer))
        #expect(Role.editor.allows(.write) && Role.editor.allows(.read) && Role.editor.allows(.administer))
    }

    @Test func aHandlerWithoutCallerIsUnauthenticatedAndAWeakRoleIsDenied() throws {
        #expect(throws: RPCError.self) { try Caller.require(.read) }
        let caller = Caller(organisation: .random(), project: .random(), key: .random(), role: .reader)
        try Caller.$current.withValue(caller) {
            let allowed = try Caller.require(.read)
            #expect(allowed == caller)
            let error = #expect(throws: RPCError.self) { try Caller.require(.write) }
            #expect(error?.code == .permissionDenied)
        }
        #expect(Caller.current == nil)
    }

    @Test(arguments: [
        ("Bearer dw_x", "dw_x"), ("bearer  dw_x", "dw_x"), ("BEARER a b", "a b"), ("Basic dw_x", nil), ("Bearer", nil),
        ("Bearer ", nil),
        ("", nil), ("dw_x", nil),
    ])
    func aTokenStandsAfterBearer(header: String, token: String?) {
        #expect(BearerToken.read(fromHeader: header) == token)
    }
}
