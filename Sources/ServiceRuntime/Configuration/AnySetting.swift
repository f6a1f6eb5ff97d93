/// A setting whose type is put aside, so that settings of different types can stand in one list.
package struct AnySetting: Sendable {
    /// The dotted name.
    package let name: String
    /// What it does.
    package let meaning: String
    /// Whether the value is kept out of everything that is printed.
    package let isSecret: Bool
    /// What is allowed, in words.
    package let allowed: String
    /// The default as text: nothing when the setting must be given, empty when it is off by default.
    package let defaultText: String?
    let isSwitch: Bool
    let defaultBox: (any SettingValue)?
    let read: @Sendable (String) -> (any SettingValue)?

    /// Puts a setting's type aside.
    package init<Value>(_ setting: Setting<Value>) {
        name = setting.name
        meaning = setting.meaning
        isSecret = setting.isSecret
        allowed = setting.allowed
        defaultText = setting.defaultValue?.settingText
        isSwitch = Value.self == Bool.self
        defaultBox = setting.defaultValue
        read = { text in
            guard let value = Value(settingText: text), setting.isValid(value) else { return nil }
            return value
        }
    }

    /// The command line's name: `--http-body-limit`.
    package var flag: String { "--" + name.replacing(".", with: "-") }

    /// The environment's name: `DRIFTWATCH_HTTP_BODY_LIMIT`.
    package var variable: String {
        "DRIFTWATCH_" + name.uppercased().replacing(".", with: "_").replacing("-", with: "_")
    }
}
