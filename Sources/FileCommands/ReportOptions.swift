package import ArgumentParser
internal import Foundation
package import Reports

extension ReportFormat: ExpressibleByArgument {}

/// How a command's report is written, and where. Every command that answers with a report has these.
package struct ReportOptions: ParsableArguments {
    @Option(help: "How to write the report: text, json, markdown, html or csv; default: what --out ends with, or else text.")
    package var format: ReportFormat?

    @Option(help: "Where to write it; default: standard output.", completion: .file())
    package var out: String?

    package init() {}

    /// Writes a report as asked.
    ///
    /// - Parameter inputs: what was read, which is not written over.
    /// - Throws: `CommandFailure` where it cannot be written.
    package func write(_ report: Report, besides inputs: [String?]) throws(CommandFailure) {
        let isStandardOutput = out == nil || out == "-"
        let format = format ?? out.flatMap(ReportFormat.init(fileName:)) ?? .text
        let style = isStandardOutput ? Terminal.style : ReportStyle()
        let text: String
        do {
            text = try report.rendered(as: format, style: style)
        } catch {
            throw CommandFailure("the report cannot be written: \(error)", status: 70)
        }
        if let out, !isStandardOutput {
            let file = OutputFile(out)
            try file.refuse(overwriting: inputs.compactMap(\.self))
            try file.write(Data(text.utf8))
        } else {
            try Self.print(text)
        }
    }

    /// Writes text to standard output; a reader that has gone (`| head`) is no failure.
    private static func print(_ text: String) throws(CommandFailure) {
        do {
            try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
        } catch {
            let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError ?? error as NSError
            guard cause.code != Int(EPIPE) else { return }
            throw CommandFailure("standard output: cannot be written: \(String(cString: strerror(Int32(cause.code))))")
        }
    }
}
