internal import Configuration

/// A service's configuration: every declared setting has a valid value.
///
/// A value comes from the first of these that has it: the command line, the environment (`DRIFTWATCH_…`), the file named by
/// `--config` or `DRIFTWATCH_CONFIG`, the setting's default. An unknown flag or file key is refused. An unknown environment
/// variable is not: several services share one environment.
package struct ServiceConfiguration: Sendable {
    /// The service's name, as in `driftwatch-gateway`.
    package let service: String
    /// What was declared.
    package let settings: [AnySetting]
    private let values: [String: any SettingValue]

    /// Reads and checks everything.
    ///
    /// - Parameters:
    ///   - service: the service's name, for messages.
    ///   - settings: what the service declares, besides `CommonSettings.all`, which every service has.
    ///   - arguments: the command line without the program's name.
    ///   - environment: the process's environment.
    /// - Throws: `ConfigurationError`.
    package init(
        service: String, settings declared: [AnySetting], arguments: [String], environment: [String: String]
    ) throws {
        self.service = service
        settings = declared + CommonSettings.all.filter { common in !declared.contains { $0.name == common.name } }
        let names = settings.map(\.name)
        precondition(Set(names).count == names.count, "\(service) declares a setting twice: \(names)")

        let flags = try CommandLineFlags.provider(arguments: arguments, settings: settings)
        let environment = EnvironmentVariablesProvider(environmentVariables: environment)
        var sources: [Source] = [
            Source(provider: flags, prefix: [], name: \.flag),
            Source(provider: environment, prefix: ["driftwatch"], name: \.variable),
        ]
        if let path = try sources.lazy.compactMap({ try $0.text(of: CommonSettings.configFile) }).first, !path.isEmpty {
            let file = try ConfigurationFile.provider(path: path, settings: settings)
            sources.append(Source(provider: file, prefix: [], name: { "\($0.name) in \(path)" }))
        }
        values = try Dictionary(uniqueKeysWithValues: settings.map { ($0.name, try Self.value(of: $0, in: sources)) })
    }

    /// A declared setting's value.
    package subscript<Value>(_ setting: Setting<Value>) -> Value {
        guard let value = values[setting.name] as? Value else {
            preconditionFailure("\(setting.name) is not among the settings that \(service) declares")
        }
        return value
    }

    private static func value(of setting: AnySetting, in sources: [Source]) throws -> any SettingValue {
        for source in sources {
            guard let text = try source.text(of: setting) else { continue }
            guard let value = setting.read(text) else {
                let shown = setting.isSecret ? "the value" : "\"\(text)\""
                throw ConfigurationError("\(source.name(setting)): \(shown) is not allowed; allowed: \(setting.allowed)")
            }
            return value
        }
        guard let value = setting.defaultBox else {
            throw ConfigurationError(
                "\(setting.name) is missing: give \(setting.flag) or \(setting.variable); allowed: \(setting.allowed)")
        }
        return value
    }

    /// One place that values come from, and what a setting is called there.
    private struct Source {
        let provider: any ConfigProvider
        let prefix: [String]
        let name: @Sendable (AnySetting) -> String

        func text(of setting: AnySetting) throws -> String? {
            let key = AbsoluteConfigKey(prefix + setting.name.split(separator: ".").map(String.init))
            guard case .string(let text) = try provider.value(forKey: key, type: .string).value?.content else { return nil }
            return text
        }
    }
}
