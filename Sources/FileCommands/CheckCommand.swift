internal import ArgumentParser
internal import Checks
internal import Foundation
internal import Reports
internal import Statistics

/// `driftwatch check`: has the production data drifted from the reference?
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Compare production data with a reference: drift of each column, data quality, one verdict.",
        discussion: """
            Examples:
              driftwatch check --ref reference.parquet --prod production.parquet
              driftwatch check --ref reference.parquet --prod today.csv --methods psi,ks,chi2 --format json --out drift.json
            Exit status: 0 below --fail-on, 1 at or above it, 2 for wrong usage or input.
            """)

    @Option(help: "The reference: Parquet, CSV, Arrow IPC or JSON lines (a file, a directory, a glob, a URI), or a profile.")
    var ref: String

    @Option(help: "What came after it, in the same forms.")
    var prod: String

    @OptionGroup var columns: ColumnOptions

    @Option(help: "Metrics, with commas: psi,ks,js,kl,wasserstein,chi2,…; default: the one that suits each column.")
    var methods: String = ""

    @OptionGroup var report: ReportOptions

    @Option(name: .customLong("fail-on"), help: "Exit with 1 from this status on: warning, critical or never.")
    var failOn: String = "critical"

    func run() throws {
        var configuration = CheckConfiguration()
        configuration.roles = columns.roles
        for name in methods.split(separator: ",") {
            guard let metric = DriftMetric(name: name.trimmingCharacters(in: .whitespaces)) else {
                throw CommandFailure("--methods: there is no metric '\(name)'")
            }
            configuration.drift.metrics.append(metric)
        }
        let progress = ProgressLine("comparing \(prod)", unit: "cells")
        defer { progress.finish() }
        let answer = try FileCheck(reference: ref, production: prod, configuration: configuration)
            .run(created: Date().timeIntervalSince1970) { progress.update($0, of: $1) }
        progress.finish()
        try report.write(.check(answer))
        let bad = failOn == "never" ? [] : failOn == "warning" ? ["WARNING", "CRITICAL"] : ["CRITICAL"]
        if bad.contains(answer.globalStatus) { throw ExitCode(1) }
    }
}
