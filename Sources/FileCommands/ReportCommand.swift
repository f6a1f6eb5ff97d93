internal import ArgumentParser
internal import Foundation
internal import Reports

/// `driftwatch report`: an answer of `check` or `evaluate` in another form.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Show an answer of check or evaluate that was kept as JSON: as text, Markdown, HTML or CSV.",
        discussion: """
            Examples:
              driftwatch check --ref reference.parquet --prod production.parquet --out result.json
              driftwatch report --in result.json
              driftwatch report --in result.json --out report.html
              driftwatch report --in result.json --format markdown | gh pr comment --body-file -
            """)

    @Option(name: .customLong("in"), help: "The JSON document; - reads standard input.", completion: .file(extensions: ["json"]))
    var input: String

    @OptionGroup var options: ReportOptions

    func run() throws {
        let report: Report
        do {
            report = try Report(json: try read())
        } catch let error as ReportError {
            throw CommandFailure("\(input): \(error)")
        }
        try options.write(report, besides: [input])
    }

    private func read() throws -> [UInt8] {
        try input == "-" ? [UInt8](FileHandle.standardInput.readToEnd() ?? Data()) : InputFile(input).read()
    }
}
