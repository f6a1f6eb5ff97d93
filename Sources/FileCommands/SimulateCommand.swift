internal import ArgumentParser
internal import Columnar
internal import Foundation
internal import Statistics

extension SimulationKind: ExpressibleByArgument {}

/// `driftwatch simulate`: a copy of a file in which one thing is known to have changed.
struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Copy a file with a known change in some columns, to see whether it is found.",
        discussion: """
            Kinds, and what --intensity means:
              mean-shift         x + i·sd: standard deviations; below 0 moves down
              variance-increase  mean + (1+i)·(x−mean): by what share the standard deviation grows
              noise              x + N(0, (i·sd)²): standard deviations
              seasonality        x + i·sd·sin(2πt/period): standard deviations at the peak; --period, --timestamp
              label-flip         another class, each as likely: the share of rows, 0 to 1
              category-swap      frequent classes trade places with rare ones: the share of rows, 0 to 1
              missingness        no value: the share of cells, 0 to 1
              concept-shift      the target changes where --given is high (above its median, or its most frequent class), and
                                 --given itself does not: the share of those rows, 0 to 1
            All other cells keep their values and types. The same seed gives the same file.

            Examples:
              driftwatch simulate mean-shift --data a.parquet --out b.parquet --column income --intensity 0.3 --seed 7
              driftwatch simulate missingness --data a.csv --out b.csv --column age,region --intensity 0.1
              driftwatch simulate concept-shift --data a.parquet --out b.parquet --column label --given income --intensity 0.5
              driftwatch simulate seasonality --data a.parquet --out b.parquet --column load --timestamp time --period 1d
            """)

    @Argument(help: "What changes: \(SimulationKind.allCases.map(\.rawValue).joined(separator: ", ")).")
    var kind: SimulationKind

    @Option(help: "Parquet, CSV, Arrow IPC or JSON lines: a file, a directory, a glob or a URI.", completion: .file())
    var data: String

    @Option(help: "The copy; its ending tells the format.", completion: .file())
    var out: String

    @Option(help: "The columns that change, with commas.")
    var column: String

    @Option(parsing: .unconditional, help: "How much; the kind says in which unit.")
    var intensity: Double = 0.3

    @Option(help: "Decides all chance.")
    var seed: UInt64 = 7

    @Option(help: "concept-shift: the column whose relation to the target changes.")
    var given: String?

    @Option(help: "seasonality: the column of times; without it time counts rows.")
    var timestamp: String?

    @Option(help: "seasonality: rows, or with --timestamp a time such as 90s, 15m, 6h, 1d.")
    var period: String?

    func run() throws {
        let files = try DataFiles(data)
        try OutputFile(out).refuse(overwriting: files.files)
        var simulation = FileSimulation(files, kind: kind, intensity: intensity, seed: seed)
        simulation.given = given
        simulation.timestamp = timestamp
        simulation.period = try periodLength()
        let columns = column.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        let summary = try simulation.run(columns: columns, to: out)
        let changes = summary.changed.map { "\($0.column) \($0.cells)" }.joined(separator: ", ")
        print("\(out): \(summary.rows) rows, \(kind.rawValue) \(intensity) with seed \(seed); cells changed: \(changes)")
    }

    /// In rows, or in nanoseconds where there is a column of times.
    private func periodLength() throws -> Double {
        guard let period else { return timestamp == nil ? 1_000 : 86_400e9 }
        let units: [Character: Double] = ["s": 1e9, "m": 60e9, "h": 3_600e9, "d": 86_400e9, "w": 604_800e9]
        let unit = period.last.flatMap { units[$0] }
        let number = Double(unit == nil ? period[...] : period.dropLast())
        guard let number, number > 0, number.isFinite, (unit != nil) == (timestamp != nil) else {
            throw CommandFailure(
                "--period \(period): give rows, such as 1000, or together with --timestamp a time, such as 90s, 15m, 6h, 1d")
        }
        return number * (unit ?? 1)
    }
}
