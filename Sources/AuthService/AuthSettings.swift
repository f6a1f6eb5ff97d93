package import ServiceRuntime

/// What the auth service can be told.
package enum AuthSettings {
    /// The administrator's token itself.
    package static let adminToken = Setting<String?>(
        "admin.token", default: .some(nil),
        "administrator token, 16 to 256 visible ASCII characters; better give admin.token-file",
        isSecret: true, limits: "16 to 256 visible ASCII characters", isValid: { $0.map(AdministratorToken.isValid) ?? true })

    /// A file with the administrator's token.
    package static let adminTokenFile = Setting<String?>(
        "admin.token-file", default: .some(nil),
        "file whose first line is the administrator token; without any, administration is off")

    /// How many keys may be checked a second.
    package static let checksPerSecond = Setting<Int>(
        "auth.checks-per-second", default: 5_000, "keys checked a second; more are told to come again", in: 1...1_000_000)

    /// All of the above.
    package static let all = [AnySetting(adminToken), AnySetting(adminTokenFile), AnySetting(checksPerSecond)]
}
