import Foundation
import ServiceRuntime
import Testing

@Suite struct ServiceConfigurations {
    private static let name = Setting<String>("thing.name", default: "built-in", "what the thing is called")
    private static let count = Setting<Int>("thing.count-max", default: 3, "how many things", in: 1...10)
    private static let flag = Setting<Bool>("thing.is-on", default: false, "whether it is on")
    private static let secret = Setting<String?>(
        "thing.secret", default: .some(nil), "a secret", isSecret: true, isValid: { $0 != "bad" })
    private static let settings = [AnySetting(name), AnySetting(count), AnySetting(flag), AnySetting(secret)]

    private func load(
        _ arguments: [String] = [], _ environment: [String: String] = [:], settings: [AnySetting] = Self.settings
    ) throws -> ServiceConfiguration {
        try ServiceConfiguration(service: "test", settings: settings, arguments: arguments, environment: environment)
    }

    private func message(
        _ arguments: [String] = [], _ environment: [String: String] = [:], settings: [AnySetting] = Self.settings
    ) -> String {
        do {
            _ = try load(arguments, environment, settings: settings)
            return "no error"
        } catch {
            return "\(error)"
        }
    }

    private func withFile<Result>(_ text: String, ending: String, _ body: (String) throws -> Result) throws -> Result {
        let url = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).\(ending)")
        try Data(text.utf8).write(to: url)
        defer { try? FileManager.default.removeItem(at: url) }
        return try body(url.path)
    }

    @Test func aFlagComesBeforeTheEnvironmentBeforeTheFileBeforeTheDefault() throws {
        #expect(try load()[Self.name] == "built-in")
        try withFile("thing:\n  name: from-file\n  count-max: 7\n", ending: "yaml") { path throws in
            #expect(try load(["--config", path])[Self.name] == "from-file")
            #expect(try load(["--config", path])[Self.count] == 7)
            #expect(try load([], ["DRIFTWATCH_CONFIG": path])[Self.name] == "from-file")
            let environment = ["DRIFTWATCH_THING_NAME": "from-environment"]
            #expect(try load(["--config", path], environment)[Self.name] == "from-environment")
            #expect(try load(["--config", path, "--thing-name", "from-flag"], environment)[Self.name] == "from-flag")
            #expect(try load(["--thing-name=a=b,c"], environment)[Self.name] == "a=b,c")
        }
    }

    @Test func aJSONFileIsReadWithItsTypes() throws {
        try withFile(#"{"thing":{"name":"x","count-max":9,"is-on":true}}"#, ending: "json") { path throws in
            let configuration = try load(["--config=\(path)"])
            #expect(configuration[Self.name] == "x")
            #expect(configuration[Self.count] == 9)
            #expect(configuration[Self.flag])
        }
    }

    @Test func aSwitchNeedsNoValue() throws {
        #expect(try load(["--thing-is-on"])[Self.flag])
        #expect(try load(["--thing-is-on", "--thing-name", "n"])[Self.flag])
        #expect(try load(["--thing-is-on", "false"])[Self.flag] == false)
    }

    @Test func whatIsWrongIsOneLineThatNamesIt() throws {
        #expect(message(["--thing-nam", "x"]).hasPrefix("--thing-nam: unknown"))
        #expect(message(["--thing-nam", "x"]).contains("--thing-name"))
        #expect(message(["stray"]).hasPrefix("stray: unknown"))
        #expect(message(["--thing-name"]).hasPrefix("--thing-name: its value is missing"))
        #expect(message(["--thing-name", "a", "--thing-name", "b"]).hasPrefix("--thing-name: given twice"))
        #expect(
            message(["--thing-count-max", "11"]) == #"--thing-count-max: "11" is not allowed; allowed: a whole number, 1 to 10"#)
        #expect(
            message([], ["DRIFTWATCH_THING_COUNT_MAX": "x\ny"]).hasPrefix(#"DRIFTWATCH_THING_COUNT_MAX: "x y" is not allowed"#))
        #expect(message(["--config", "/nowhere/at/all"]).contains("cannot read /nowhere/at/all"))
    }

    @Test func aFaultInAFileNamesKeyAndFile() throws {
        try withFile("thing:\n  colour: red\n", ending: "yaml") { path throws in
            #expect(message(["--config", path]).hasPrefix("thing.colour in \(path): unknown"))
        }
        try withFile("thing:\n  count-max: many\n", ending: "yaml") { path throws in
            #expect(message(["--config", path]).hasPrefix("thing.count-max in \(path): \"many\" is not allowed"))
        }
        try withFile("thing:\n  name: [a, b]\n", ending: "yaml") { path throws in
            #expect(message(["--config", path]).hasPrefix("thing.name in \(path): is not a single value"))
        }
        for (text, ending) in [("a: [", "yaml"), ("just text", "yaml"), ("{\"a\":", "json"), ("[1]", "json")] {
            try withFile(text, ending: ending) { path throws in
                #expect(message(["--config", path]).hasPrefix("\(path): not a readable configuration file"), "\(text)")
                #expect(!message(["--config", path]).contains("\n"))
            }
        }
        try withFile("\n", ending: "yaml") { path throws in
            #expect(try load(["--config", path])[Self.name] == "built-in")
        }
    }

    @Test func aSecretIsNeverShown() throws {
        let text = message([], ["DRIFTWATCH_THING_SECRET": "bad"])
        #expect(text.hasPrefix("DRIFTWATCH_THING_SECRET: the value is not allowed"))
        #expect(!text.contains("bad;") && !text.contains("\"bad\""))
    }

    @Test func aSettingWithoutDefaultMustBeGiven() throws {
        let required = [AnySetting(Setting<String>("must.have", "something"))]
        #expect(message([], [:], settings: required).hasPrefix("must.have is missing: give --must-have or DRIFTWATCH_MUST_HAVE"))
        #expect(message(["--must-have", "x"], [:], settings: required) == "no error")
    }

    @Test func unknownVariablesOfTheEnvironmentAreOthers() throws {
        #expect(message([], ["DRIFTWATCH_GATEWAY_PORT": "tcp://10.0.0.1:80"]) == "no error")
    }

    @Test func theHelpSaysEverySettingWithItsNamesDefaultAndMeaning() {
        let help = ConfigurationHelp.text(service: "test", summary: "a test", settings: Self.settings)
        for setting in Self.settings + CommonSettings.all {
            #expect(help.contains(setting.flag) && help.contains(setting.variable) && help.contains(setting.meaning))
        }
        #expect(help.contains("default: 3; allowed: a whole number, 1 to 10"))
    }
}
