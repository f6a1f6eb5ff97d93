internal import ArgumentParser
internal import Checks
internal import Foundation
internal import Reports
internal import Statistics

extension CheckSettings.FailOn: ExpressibleByArgument {}
extension CheckSettings.Correction: ExpressibleByArgument {}
extension DriftCompatibility: ExpressibleByArgument {}

/// `driftwatch check`: has the production data drifted from the reference?
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Compare production data with a reference: drift of each column, data quality, one verdict.",
        discussion: """
            Examples:
              driftwatch check --ref reference.parquet --prod production.parquet
              driftwatch check --ref reference.parquet --prod today.csv --methods psi,ks,chi2 --out drift.html
              driftwatch check --ref reference.parquet --prod 's3://logs/2026-11-*.parquet' --prediction y_hat --score p --ignore id
              driftwatch check --ref a.parquet --prod b.parquet --timestamp time --chunk 1d --confirm 2/3 --format json
              driftwatch check --config drift.yaml --fail-on warning

            Metrics: psi, kl, js (js_distance), js_divergence, hellinger, total_variation, l_infinity, chi2, z of any column (z: two values);
            ks, wasserstein, wasserstein_normed, cramer_von_mises, anderson_darling, energy, mmd of numbers; domain_classifier of all
            columns together. Without --methods: up to 1,000 reference rows ks, chi2, z; beyond wasserstein_normed and js.
            Of several --methods any one decides: a feature has drifted when one of them says so, at the highest severity of those that
            do; all their p-values are corrected together.

            Seriously worse data (a column gone or of another type, 10 points more values missing) makes the status at least WARNING, and
            CRITICAL where an output or a --critical feature is gone or cannot be compared.

            drift.yaml has the flags' names with underscores (a flag overrides it), and thresholds, which are obeyed as set. Without
            methods a threshold's metric judges the columns that it applies to; the others have the one that suits them:
              methods: [psi, ks]
              thresholds: {psi: 0.2, ks_pvalue: 0.05, js: {warning: 0.1, critical: 0.3}}
              critical: [income]

            A side that is a profile has no rows: --chunk, --group, --duplicates and --compat need the data of both sides.

            Exit status: 0 below --fail-on, 1 at or above it, 2 for wrong usage or input.
            """)

    @Option(
        help: "The reference: Parquet, CSV, Arrow IPC or JSON lines (a file, a directory, a glob, a URI), or a profile.",
        completion: .file())
    var ref: String?

    @Option(help: "What came after it, in the same forms.", completion: .file())
    var prod: String?

    @Option(help: "A file with these settings, YAML.", completion: .file(extensions: ["yaml", "yml"]))
    var config: String?

    @OptionGroup var columns: ColumnOptions

    @Option(help: "Column with the true class or value: its drift, and with --prediction or --value that of the errors.")
    var label: String?

    @Option(help: "Column of groups: the prediction's drift within each.")
    var group: String?

    @Option(help: "Column with each row's time.")
    var timestamp: String?

    @Option(
        help: "Judge the production rows also chunk by chunk: 15m, 1h, 1d, 1w, 1M (months) of --timestamp, or a number of rows.")
    var chunk: String?

    @Option(help: "k/m: a chunk is confirmed when k of the last m chunks drifted.")
    var confirm: String?

    @Flag(help: "Judge chunks by the reference's own chunks, mean ± 3 standard deviations, in place of fixed thresholds.")
    var chunkThresholds = false

    @Option(
        help: "Metrics, with commas: a feature has drifted when any of them says so; default: the one that suits each column.")
    var methods: String?

    @Option(help: "Correct p-values over the features: bh (Benjamini–Hochberg), bonferroni, none; default: bh.")
    var correction: CheckSettings.Correction?

    @Option(parsing: .unconditional, help: "The level of tests after correction; default: 0.05.")
    var alpha: Double?

    @Option(help: "Features that make the status critical when they drift at high severity, with commas.")
    var critical: String?

    @Option(parsing: .unconditional, help: "The share of drifted features from which on the status is critical; default: 0.5.")
    var criticalShare: Double?

    @Option(parsing: .unconditional, help: "Fewest rows on each side for a verdict; default: 100.")
    var minRows: Int?

    @Option(help: "Choose bins and judge as another tool: evidently or deepchecks.")
    var compat: DriftCompatibility?

    @Flag(help: "Count rows that stand more than once (reads every column once more).")
    var duplicates = false

    @Option(help: "The model's version, for the report.")
    var modelVersion: String?

    @OptionGroup var report: ReportOptions

    @Option(help: "Exit with 1 from this status on: warning, critical or never; default: critical.")
    var failOn: CheckSettings.FailOn?

    func run() throws {
        var settings = try config.map { try CheckConfigurationFile($0).read() } ?? CheckSettings()
        override(&settings)
        guard let reference = settings.reference else { throw CommandFailure("--ref is missing: the data to compare with") }
        guard let production = settings.production else { throw CommandFailure("--prod is missing: the data to look at") }
        let configuration = try settings.configuration()
        let progress = ProgressLine("comparing \(production)", unit: "cells")
        let answer: CheckReport
        do {
            defer { progress.finish() }
            answer = try FileCheck(reference: reference, production: production, configuration: configuration)
                .run(created: Date().timeIntervalSince1970) { progress.update($0, of: $1) }
        } catch let error as CheckError {
            throw CommandFailure("\(error)")
        }
        var output = report
        output.format = output.format ?? (output.out == nil ? settings.format : nil)
        output.out = output.out ?? settings.out
        try output.write(.check(answer), besides: [reference, production, config])
        if isBad(answer.globalStatus, settings.failOn ?? .critical) { throw ExitCode(1) }
    }

    private func isBad(_ status: String, _ failOn: CheckSettings.FailOn) -> Bool {
        switch failOn {
        case .never: false
        case .warning: status == "WARNING" || status == "CRITICAL"
        case .critical: status == "CRITICAL"
        }
    }

    private func override(_ settings: inout CheckSettings) {
        func names(_ list: String?) -> [String]? {
            list?.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        }
        func given(_ list: String) -> [String]? { list.isEmpty ? nil : names(list) }
        settings.reference = ref ?? settings.reference
        settings.production = prod ?? settings.production
        settings.features = given(columns.features) ?? settings.features
        settings.numeric = given(columns.numeric) ?? settings.numeric
        settings.categorical = given(columns.categorical) ?? settings.categorical
        settings.ignore = given(columns.ignore) ?? settings.ignore
        settings.prediction = columns.prediction ?? settings.prediction
        settings.score = columns.score ?? settings.score
        settings.value = columns.value ?? settings.value
        settings.label = label ?? settings.label
        settings.group = group ?? settings.group
        settings.timestamp = timestamp ?? settings.timestamp
        settings.chunk = chunk ?? settings.chunk
        settings.confirm = confirm ?? settings.confirm
        settings.chunkThresholds = chunkThresholds ? true : settings.chunkThresholds
        settings.methods = names(methods) ?? settings.methods
        settings.correction = correction ?? settings.correction
        settings.alpha = alpha ?? settings.alpha
        settings.criticalFeatures = names(critical) ?? settings.criticalFeatures
        settings.criticalShare = criticalShare ?? settings.criticalShare
        settings.minimumRows = minRows ?? settings.minimumRows
        settings.compatibility = compat ?? settings.compatibility
        settings.duplicates = duplicates ? true : settings.duplicates
        settings.modelVersion = modelVersion ?? settings.modelVersion
        settings.failOn = failOn ?? settings.failOn
    }
}
