/// What the place that a text report is written to can show. The other formats look the same everywhere.
package struct ReportStyle: Sendable, Equatable {
    /// Columns of a line; lines are cut and names shortened to fit, down to 40.
    package var width: Int
    /// Whether status words are coloured by ANSI escape sequences.
    package var isColoured: Bool
    /// Whether block characters, arrows and the like may be written; ASCII otherwise.
    package var isUnicode: Bool

    package init(width: Int = 120, isColoured: Bool = false, isUnicode: Bool = true) {
        self.width = width
        self.isColoured = isColoured
        self.isUnicode = isUnicode
    }
}
