/// A number of bytes, written with a unit: `64KiB`, `4MiB`.
package struct ByteCount: SettingValue {
    /// The number of bytes, at least 0.
    package let bytes: Int

    /// Makes a count of so many bytes.
    package init(bytes: Int) {
        precondition(bytes >= 0, "a byte count is not negative")
        self.bytes = bytes
    }

    /// Makes a count of so many binary megabytes.
    package static func mebibytes(_ count: Int) -> ByteCount { ByteCount(bytes: count << 20) }

    package static var allowedText: String { "a size such as 512, 64KiB, 4MiB or 1GiB" }

    package init?(settingText: String) {
        let digits = settingText.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty, let count = Int(digits) else { return nil }
        let shift: Int
        switch settingText.dropFirst(digits.count) {
        case "", "B": shift = 0
        case "KiB": shift = 10
        case "MiB": shift = 20
        case "GiB": shift = 30
        default: return nil
        }
        guard count <= Int.max >> shift else { return nil }
        bytes = count << shift
    }

    package var settingText: String {
        for (unit, shift) in [("GiB", 30), ("MiB", 20), ("KiB", 10)]
        where bytes >= 1 << shift && bytes & ((1 << shift) - 1) == 0 {
            return "\(bytes >> shift)\(unit)"
        }
        return "\(bytes)"
    }
}
