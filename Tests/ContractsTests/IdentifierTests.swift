import Contracts
import Testing

@Suite struct IdentifierTests {
    @Test func `a made identifier is valid and keeps its prefix`() {
        var generator = SystemRandomNumberGenerator()
        let project = ProjectID.random(using: &generator)
        #expect(project.rawValue.hasPrefix("prj_"))
        #expect(ProjectID(project.rawValue) == project)
        #expect(OrganisationID(project.rawValue) == nil)
        #expect(KeyID.random() != KeyID.random())
    }

    @Test(arguments: [
        "", "prj_", "prj_0123456789abcdefghi", "prj_0123456789abcdefghijk", "prj_0123456789abcdefghiJ", "prj_0123456789abcdefghé",
    ])
    func `a text of another shape is no project`(_ text: String) {
        #expect(ProjectID(text) == nil)
    }

    @Test(arguments: [
        ("dep_123", true), ("A", true), ("9.a_b:c-d", true), ("", false), ("-a", false), ("a b", false), ("é", false),
    ])
    func `a deployment has its alphabet`(_ text: String, _ isValid: Bool) {
        #expect((DeploymentID(text) != nil) == isValid)
    }

    @Test func `a deployment has at most 128 bytes`() {
        #expect(DeploymentID(String(repeating: "a", count: 128)) != nil)
        #expect(DeploymentID(String(repeating: "a", count: 129)) == nil)
    }

    @Test func `names have their limits in bytes and no U+0000`() {
        #expect(FeatureName(String(repeating: "é", count: 128)) != nil)
        #expect(FeatureName(String(repeating: "é", count: 129)) == nil)
        #expect(FeatureName("") == nil)
        #expect(FeatureName("a\u{0}") == nil)
        #expect(ModelVersion("") == ModelVersion.none)
        #expect(MetadataKey(String(repeating: "k", count: 129)) == nil)
        #expect(ClientID("idem:0a") != nil)
        #expect(ClientID("a b") == nil)
        #expect(ClientID(String(repeating: "c", count: 65)) == nil)
    }

    @Test func `a slice is everything or one value of a key`() throws {
        #expect(SliceKey("") == .all)
        let web = try #require(SliceKey("cohort=web=1"))
        #expect(web.key == .cohort)
        #expect(web.value == "web=1")
        #expect(SliceKey("cohort") == nil)
        #expect(SliceKey("=web") == nil)
        #expect(SliceKey.all.key == nil)
        #expect(SliceKey(key: try #require(MetadataKey("a=b")), value: "c") == nil)
    }

    @Test func `a secret does not show in its description`() throws {
        let secret = APIKeySecret.random()
        #expect(APIKeySecret(secret.rawValue) == secret)
        #expect(!"\(secret)".contains(secret.rawValue))
        #expect(APIKeySecret("dw_short") == nil)
    }
}
