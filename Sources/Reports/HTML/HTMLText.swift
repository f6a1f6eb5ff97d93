/// Text for HTML, between tags or in quotes.
///
/// Hidden characters are made visible before the five that HTML gives a meaning are escaped, so nothing can begin a tag, end an
/// attribute, or turn the direction of what follows.
func escaped(_ text: String) -> String {
    var result = ""
    for scalar in visible(text).unicodeScalars {
        switch scalar {
        case "&": result += "&amp;"
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        case "\"": result += "&quot;"
        case "'": result += "&#39;"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result
}

/// Pieces that all pages are made of. Tags whose end HTML allows to leave out are not closed, since pages hold thousands of them.
enum HTMLPiece {
    /// A sign with its word.
    static func mark(_ level: Level, _ word: String? = nil) -> String {
        "<span class=\"mark \(level.name)\"><svg class=i aria-hidden=true><use href=#i-\(level.name) /></svg>"
            + "\(escaped(word ?? level.word))</span>"
    }

    /// A table in a region that scrolls sideways by itself.
    ///
    /// - Parameters:
    ///   - caption: names the table for screen readers.
    ///   - head: escaped; a leading `#` marks a column of numbers.
    ///   - rows: cells as they are written into the page, the first of each row being its head.
    static func table(_ caption: String, head: [String], rows: [[String]], isLong: Bool = false) -> String {
        "<div class=\"scroll\(isLong ? " long" : "")\" role=region tabindex=0 aria-label=\"\(escaped(caption)), table\">"
            + smallTable(caption, head: head, rows: rows) + "</div>\n"
    }

    /// A table that always fits: a few narrow columns.
    static func smallTable(_ caption: String, head: [String], rows: [[String]]) -> String {
        let isNumber = head.map { $0.hasPrefix("#") }
        var text = "<table><caption class=hidden>\(escaped(caption))</caption><thead><tr>"
        for (index, name) in head.enumerated() {
            text += isNumber[index] ? "<th scope=col class=n>\(name.dropFirst())" : "<th scope=col>\(name)"
        }
        text += "<tbody>"
        for row in rows {
            text += "<tr>"
            for (index, cell) in row.enumerated() {
                if index == 0 {
                    text += "<th scope=row>\(cell)"
                } else {
                    text += (index < isNumber.count && isNumber[index] ? "<td class=n>" : "<td>") + cell
                }
            }
        }
        return text + "</table>"
    }

    /// A panel with a heading.
    static func section(_ id: String, _ title: String, hint: String = "", _ body: String) -> String {
        let hint = hint.isEmpty ? "" : " <span class=hint>\(hint)</span>"
        return "<section class=panel id=\(id) aria-labelledby=h-\(id)><h2 id=h-\(id)>\(title)\(hint)</h2>\n\(body)</section>\n"
    }

    /// One of the numbers at the top.
    static func tile(_ label: String, _ value: String, _ note: String = "") -> String {
        "<div class=tile><dt>\(label)<dd class=value>\(value)" + (note.isEmpty ? "" : "<dd class=note>\(note)") + "</div>\n"
    }

    static func list(_ items: [String]) -> String {
        "<ul class=notes>" + items.map { "<li>\(escaped($0))" }.joined() + "</ul>\n"
    }
}
