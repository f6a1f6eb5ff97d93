internal import Configuration

/// The command line of a service: only `--name value` and `--name=value` of declared settings.
enum CommandLineFlags {
    /// Reads the flags.
    ///
    /// - Throws: `ConfigurationError` for anything that is not a declared flag with its value, or a flag given twice.
    static func provider(arguments: [String], settings: [AnySetting]) throws -> InMemoryProvider {
        let byFlag = Dictionary(uniqueKeysWithValues: settings.map { ($0.flag, $0) })
        var values: [AbsoluteConfigKey: ConfigValue] = [:]
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            let (flag, attached) = split(argument)
            guard let setting = byFlag[flag] else {
                throw ConfigurationError("\(flag): unknown; see --help\(suggestion(for: flag, among: byFlag.keys))")
            }
            let text: String
            if let attached {
                text = attached
            } else if setting.isSwitch, rest.first.map({ $0.hasPrefix("--") }) ?? true {
                text = "true"
            } else if let next = rest.popFirst() {
                text = next
            } else {
                throw ConfigurationError("\(flag): its value is missing; allowed: \(setting.allowed)")
            }
            let key = AbsoluteConfigKey(setting.name.split(separator: ".").map(String.init))
            guard values.updateValue(ConfigValue(.string(text), isSecret: setting.isSecret), forKey: key) == nil else {
                throw ConfigurationError("\(flag): given twice; give it once")
            }
        }
        return InMemoryProvider(name: "command line", values: values)
    }

    private static func split(_ argument: String) -> (flag: String, value: String?) {
        guard argument.hasPrefix("--"), let equals = argument.firstIndex(of: "=") else { return (argument, nil) }
        return (String(argument[..<equals]), String(argument[argument.index(after: equals)...]))
    }

    /// The declared flags that share a beginning or an end with an unknown one, as part of a sentence.
    private static func suggestion(for flag: String, among known: some Sequence<String>) -> String {
        let words = Set(flag.split(separator: "-"))
        let similar = known.filter { !words.isDisjoint(with: $0.split(separator: "-")) }.sorted().prefix(4)
        return similar.isEmpty ? "" : " (similar: \(similar.joined(separator: ", ")))"
    }
}
