/// What every service can be told.
package enum CommonSettings {
    static let configFileSetting = Setting<String?>(
        "config", default: .some(nil), "file with settings, YAML or JSON; flags and environment come before it")
    static let configFile = AnySetting(configFileSetting)

    /// The least severe log lines that are written.
    package static let logLevel = Setting(
        "log.level", default: "info", "least severe log lines to write",
        oneOf: ["trace", "debug", "info", "notice", "warning", "error", "critical"])

    /// How log lines look.
    package static let logFormat = Setting(
        "log.format", default: "auto", "how log lines look; auto: text on a terminal, else json",
        oneOf: ["auto", "json", "text"])

    /// Where `/healthz`, `/readyz` and `/metrics` are.
    package static let adminListen = Setting<ListenAddress?>(
        "admin.listen", default: .some(nil), "address of /healthz, /readyz and /metrics; empty: none")

    /// How long a stopping service may take.
    package static let shutdownTimeout = Setting<Duration>(
        "shutdown.timeout", default: .seconds(30), "time for calls in flight to finish after SIGTERM or SIGINT",
        in: .seconds(1)...(.seconds(3600)))

    /// All of the above.
    package static let all: [AnySetting] = [
        configFile, AnySetting(logLevel), AnySetting(logFormat), AnySetting(adminListen), AnySetting(shutdownTimeout),
    ]
}
