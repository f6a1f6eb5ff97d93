/// Small pictures of one character a bar.
enum TextPicture {
    /// Heights on a common scale, so that the two of a pair can be compared.
    static func bars(_ values: [Double], top: Double, isUnicode: Bool) -> String {
        let signs = Array(isUnicode ? " ▁▂▃▄▅▆▇█" : " .:-=+*#@")
        return String(
            values.map { value in
                let share = top > 0 ? ((value / top).finite ?? 0) : 0
                let step = Int((min(1, max(0, share)) * 8).rounded())
                return signs[value > 0 ? max(1, step) : 0]
            })
    }

    /// A share of 1 as a bar of up to `width` columns.
    static func bar(_ share: Double, width: Int, isUnicode: Bool) -> String {
        let share = min(1, max(0, share.finite ?? 0))
        guard isUnicode else { return String(repeating: "#", count: Int((share * Double(width)).rounded())) }
        let eighths = Int((share * Double(width) * 8).rounded())
        let parts = Array(" ▏▎▍▌▋▊▉")
        return String(repeating: "█", count: eighths / 8) + (eighths % 8 > 0 ? String(parts[eighths % 8]) : "")
    }
}
