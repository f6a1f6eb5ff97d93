import Foundation
import Reports
import Testing

/// Names are strangers': whatever is in them, a form stays what it is.
@Suite struct EscapingTests {
    private static let check: Report = {
        var fixtures = ReportFixtures(seed: 21)
        return .check(fixtures.check(features: ReportFixtures.hostileNames, chunks: 2))
    }()
    private static let evaluation: Report = {
        var fixtures = ReportFixtures(seed: 22)
        return .evaluation(fixtures.evaluation(slices: ReportFixtures.hostileNames))
    }()
    private static let reports = [check, evaluation]

    private func hidden(_ text: String, except kept: Set<Unicode.Scalar>) -> [UInt32] {
        text.unicodeScalars.filter {
            !kept.contains($0) && [.control, .format, .lineSeparator].contains($0.properties.generalCategory)
        }.map(\.value)
    }

    @Test(arguments: ReportFormat.allCases)
    func noFormCarriesControlCharacters(format: ReportFormat) throws {
        let kept: Set<Unicode.Scalar> = format == .csv ? ["\n", "\r", "\t"] : ["\n"]
        for report in Self.reports {
            #expect(hidden(try report.rendered(as: format), except: kept).isEmpty, "\(format)")
        }
    }

    @Test func aPageHasOnlyItsOwnTags() throws {
        let allowed: Set<String> = [
            "!doctype", "html", "head", "meta", "title", "style", "body", "a", "svg", "defs", "symbol", "circle", "path",
            "header",
            "strong", "span", "time", "main", "section", "div", "h1", "h2", "h3", "p", "dl", "dt", "dd", "label", "input",
            "details",
            "summary", "use", "g", "rect", "line", "text", "figure", "figcaption", "desc", "table", "caption", "thead", "tbody",
            "tr",
            "th", "td", "ul", "li", "i", "b", "small", "code", "footer", "nav", "script",
        ]
        for report in Self.reports {
            let page = try report.rendered(as: .html)
            #expect(!page.contains("alert(1)>") && !page.contains("<script>alert") && !page.contains("<img"))
            #expect(page.components(separatedBy: "<script>").count == 2)
            let body = page.replacing(/<(style|script)>(?s:.)*?<\/(style|script)>/, with: "")
            for match in body.matches(of: /<\/?([!a-zA-Z0-9]+)/) {
                #expect(allowed.contains(String(match.1)), "\(match.1)")
            }
            #expect(!body.contains(/\son[a-z]+\s*=/.ignoresCase()) || !body.contains("<img"))
            for address in ["http:", "src=", "@import", "url("] {
                #expect(!body.replacing("src=x onerror=alert(1)", with: "").contains(address))
            }
        }
    }

    @Test func aMarkdownTableKeepsItsColumns() throws {
        for report in Self.reports {
            var columns = 0
            for line in try report.rendered(as: .markdown).split(separator: "\n", omittingEmptySubsequences: false) {
                guard line.hasPrefix("|") else {
                    columns = 0
                    continue
                }
                let bars = line.filter { $0 == "|" }.count
                if columns > 0 { #expect(bars == columns, "\(line)") }
                columns = bars
            }
        }
    }

    @Test func noMarkdownOrHTMLComesOfANameInMarkdown() throws {
        for report in Self.reports {
            let text = try report.rendered(as: .markdown)
            for markup in [
                "<script", "<img", "](x)", "@someone", "*#123", " #123", "https://example", "~~", "<https", "<!--", "*bold*",
            ] {
                #expect(!text.contains(markup), "\(markup)")
            }
        }
    }

    @Test func aCSVReadsBackAndRunsNoFormula() throws {
        for report in Self.reports {
            let records = try #require(CSVReader.records(try report.rendered(as: .csv)))
            #expect(records.count > 20)
            let names = try #require(records.first)
            for record in records {
                #expect(record.count == names.count)
                for (name, field) in zip(names, record) where ["part", "feature"].contains(name) {
                    let first = field.unicodeScalars.first { $0 != " " }
                    #expect(
                        first.map { !["=", "+", "-", "@", "\t", "\r", "\n"].contains($0) } ?? true, "\(field.debugDescription)")
                }
            }
        }
        let csv = try Self.check.rendered(as: .csv)
        let features = Set(try #require(CSVReader.records(csv)).dropFirst().filter { $0[0] == "feature" }.map { $0[2] })
        #expect(
            features.contains("a,b") && features.contains("a\"b") && features.contains("a\nb")
                && features.contains("my_feature_name"))
        #expect(features.count == ReportFixtures.hostileNames.count)
    }

    @Test(arguments: [40, 60, 80, 120, 200])
    func noLineOfTextIsWiderThanTheTerminal(width: Int) throws {
        var fixtures = ReportFixtures(seed: 23)
        let names = ReportFixtures.hostileNames.filter { $0.unicodeScalars.allSatisfy { $0.isASCII } }
        var check = fixtures.check(features: names, chunks: 4)
        check.modelVersion = nil
        for isUnicode in [true, false] {
            let style = ReportStyle(width: width, isColoured: false, isUnicode: isUnicode)
            let text = try ReportRenderer.render(check, as: .text, style: style)
            let body = text.split(separator: "\n")
            #expect(body.count > 30)
            for line in body { #expect(line.count <= width, "\(line)") }
            if !isUnicode { #expect(text.utf8.allSatisfy { $0 < 0x80 }) }
        }
    }

    @Test func colourIsOnlyWrittenWhereAskedFor() throws {
        for report in Self.reports {
            #expect(!(try report.rendered(as: .text, style: ReportStyle()).contains("\u{1B}")))
        }
        let style = ReportStyle(isColoured: true)
        let coloured = try Self.check.rendered(as: .text, style: style)
        #expect(coloured.contains("\u{1B}["))
        let plain = coloured.replacing(/\u{1B}\[[0-9;]*m/, with: "")
        #expect(plain == (try Self.check.rendered(as: .text, style: ReportStyle())))
    }
}

/// Reads RFC 4180 strictly.
enum CSVReader {
    /// nil: not such a file.
    static func records(_ text: String) -> [[String]]? {
        var records: [[String]] = []
        var record: [String] = []
        var field = ""
        var isQuoted = false
        let scalars = Array(text.unicodeScalars)
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            if isQuoted {
                if scalar == "\"" {
                    if index + 1 < scalars.count, scalars[index + 1] == "\"" {
                        field += "\""
                        index += 1
                    } else {
                        isQuoted = false
                    }
                } else {
                    field.unicodeScalars.append(scalar)
                }
            } else if scalar == "\"" {
                guard field.isEmpty else { return nil }
                isQuoted = true
            } else if scalar == "," {
                record.append(field)
                field = ""
            } else if scalar == "\r" {
                guard index + 1 < scalars.count, scalars[index + 1] == "\n" else { return nil }
                records.append(record + [field])
                (record, field) = ([], "")
                index += 1
            } else if scalar == "\n" {
                return nil
            } else {
                field.unicodeScalars.append(scalar)
            }
            index += 1
        }
        return isQuoted || !field.isEmpty || !record.isEmpty ? nil : records
    }
}
