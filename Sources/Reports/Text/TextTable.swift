/// Aligned columns within the width of a line.
struct TextTable {
    struct Column {
        var title: String
        var isNumber = false
        /// The one whose cells are shortened when a line is too long, down to 8 columns.
        var isElastic = false
        /// What goes first when shortening is not enough: the highest. 0 always stays.
        var rank = 0
    }

    struct Cell {
        var text: String
        var tone: TextPen.Tone?

        init(_ text: String, _ tone: TextPen.Tone? = nil) {
            self.text = text
            self.tone = tone
        }
    }

    private static let gap = 2

    let pen: TextPen
    let columns: [Column]
    var rows: [[Cell]] = []

    /// The table with its head, or nothing without rows. Columns that are empty in all rows are left out.
    var text: String {
        guard !rows.isEmpty else { return "" }
        let (shown, widths) = layout
        let head = columns.map { Cell(pen.own($0.title), .quiet) }
        return ([head] + rows).map { line($0, shown, widths) }.joined()
    }

    private func line(_ row: [Cell], _ shown: [Int], _ widths: [Int]) -> String {
        var line = ""
        for (place, column) in shown.enumerated() {
            let cell = TextWidth.shortened(row[column].text, to: widths[column], isUnicode: pen.style.isUnicode)
            let space = String(repeating: " ", count: max(0, widths[column] - TextWidth.columns(cell)))
            let inked = pen.coloured(cell, row[column].tone)
            let isLast = place == shown.count - 1
            line += columns[column].isNumber ? space + inked : inked + (isLast ? "" : space)
            if !isLast { line += String(repeating: " ", count: Self.gap) }
        }
        while line.hasSuffix(" ") { line.removeLast() }
        return line + "\n"
    }

    /// The columns that are shown, and the widths of all.
    private var layout: (shown: [Int], widths: [Int]) {
        var widths = columns.indices.map { column in
            max(TextWidth.columns(columns[column].title), rows.map { TextWidth.columns($0[column].text) }.max() ?? 0)
        }
        var shown = columns.indices.filter { column in rows.contains { !$0[column].text.isEmpty } }
        func excess() -> Int { shown.reduce(Self.gap * (shown.count - 1)) { $0 + widths[$1] } - max(40, pen.style.width) }
        while true {
            let over = excess()
            guard over > 0 else { break }
            if let elastic = shown.filter({ columns[$0].isElastic && widths[$0] > 16 }).max(by: { widths[$0] < widths[$1] }) {
                widths[elastic] = max(16, widths[elastic] - over)
            } else if let least = shown.filter({ columns[$0].rank > 0 }).max(by: { columns[$0].rank < columns[$1].rank }) {
                shown.removeAll { $0 == least }
            } else if let elastic = shown.first(where: { columns[$0].isElastic && widths[$0] > 8 }) {
                widths[elastic] = max(8, widths[elastic] - over)
            } else if let widest = shown.max(by: { widths[$0] < widths[$1] }), widths[widest] > 4 {
                widths[widest] = max(4, widths[widest] - over)
            } else {
                break
            }
        }
        return (shown, widths)
    }
}
