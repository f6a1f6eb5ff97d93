internal import Configuration
internal import Foundation
internal import Synchronization

/// The configuration file: YAML, or JSON when its name ends in `.json`.
enum ConfigurationFile {
    /// Reads a file whose keys are all declared.
    ///
    /// - Throws: `ConfigurationError` when it cannot be read or parsed, or has an unknown key or a value that is no scalar.
    static func provider(path: String, settings: [AnySetting]) throws -> InMemoryProvider {
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw ConfigurationError("\(CommonSettings.configFile.flag): cannot read \(path); give a readable YAML or JSON file")
        }
        let (snapshot, keys) = try parse(data, path: path)
        let byName = Dictionary(uniqueKeysWithValues: settings.map { ($0.name, $0) })
        var values: [AbsoluteConfigKey: ConfigValue] = [:]
        for key in keys.sorted() {
            guard let setting = byName[key] else {
                throw ConfigurationError("\(key) in \(path): unknown; see --help for the settings of this service")
            }
            let absolute = AbsoluteConfigKey(key.split(separator: ".").map(String.init))
            guard let text = text(of: absolute, in: snapshot) else {
                throw ConfigurationError("\(key) in \(path): is not a single value; allowed: \(setting.allowed)")
            }
            values[absolute] = ConfigValue(.string(text), isSecret: setting.isSecret)
        }
        return InMemoryProvider(name: path, values: values)
    }

    /// Parses the file and lists its keys: the library asks of each whether it is secret, and so tells which there are.
    private static func parse(_ data: Data, path: String) throws -> (any ConfigSnapshot, Set<String>) {
        if data.allSatisfy({ $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }) {
            return (InMemoryProvider(values: [:]).snapshot(), [])
        }
        let keys = KeyCollector()
        do {
            let snapshot: any ConfigSnapshot
            if path.hasSuffix(".json") {
                snapshot = try JSONSnapshot(
                    data: data.bytes, providerName: path,
                    parsingOptions: .init(secretsSpecifier: .dynamic { key, _ in keys.insert(key) }))
            } else {
                snapshot = try YAMLSnapshot(
                    data: data.bytes, providerName: path,
                    parsingOptions: .init(secretsSpecifier: .dynamic { key, _ in keys.insert(key) }))
            }
            return (snapshot, keys.all)
        } catch {
            throw ConfigurationError("\(path): not a readable configuration file: \(error)")
        }
    }

    private static func text(of key: AbsoluteConfigKey, in snapshot: any ConfigSnapshot) -> String? {
        for type in [ConfigType.string, .int, .double, .bool] {
            switch (try? snapshot.value(forKey: key, type: type))?.value?.content {
            case .string(let value): return value
            case .int(let value): return "\(value)"
            case .double(let value): return "\(value)"
            case .bool(let value): return "\(value)"
            default: continue
            }
        }
        return nil
    }

    private final class KeyCollector: Sendable {
        private let keys = Mutex<Set<String>>([])
        var all: Set<String> { keys.withLock { $0 } }

        /// Remembers a key and says that it is secret, so that the library's own messages show no value.
        func insert(_ key: String) -> Bool {
            keys.withLock { _ = $0.insert(key) }
            return true
        }
    }
}
