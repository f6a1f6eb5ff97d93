extension Duration: SettingValue {
    package static var allowedText: String { "a duration such as 250ms, 30s, 5m, 2h or 7d" }

    /// Reads a whole number and a unit of `ms`, `s`, `m`, `h` or `d`.
    package init?(settingText: String) {
        let digits = settingText.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty, let count = Int64(digits) else { return nil }
        let millisOfUnit: Int64
        switch settingText.dropFirst(digits.count) {
        case "ms": millisOfUnit = 1
        case "s": millisOfUnit = 1_000
        case "m": millisOfUnit = 60_000
        case "h": millisOfUnit = 3_600_000
        case "d": millisOfUnit = 86_400_000
        default: return nil
        }
        let (millis, overflow) = count.multipliedReportingOverflow(by: millisOfUnit)
        guard !overflow, millis <= 3_650 * 86_400_000 else { return nil }
        self = .milliseconds(millis)
    }

    package var settingText: String {
        let (seconds, attoseconds) = components
        let millis = seconds * 1_000 + attoseconds / 1_000_000_000_000_000
        for (unit, size) in [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000)] as [(String, Int64)]
        where millis >= size && millis % size == 0 {
            return "\(millis / size)\(unit)"
        }
        return "\(millis)ms"
    }
}
