internal import ArgumentParser
internal import Evaluations
internal import Foundation
internal import Reports

/// `driftwatch evaluate`: the quality of a model on a file.
struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measure a model on a file: classification, regression, ranking, policy, experiment; overall and by slice.",
        discussion: """
            Examples:
              driftwatch evaluate --data scored.parquet --task binary --label churned --score p --slice region --ci 0.95
              driftwatch evaluate --data scored.parquet --task binary --label y --score p --labels late.csv --join-key request_id
              driftwatch evaluate --data scored.parquet --task binary --label hired --score p --group sex --slice-query 'age > 60'
              driftwatch evaluate --data scored.csv --task multiclass --label species --probabilities p_cat,p_dog,p_eel
              driftwatch evaluate --data scored.csv --task regression --label price --prediction estimate --metrics mae,rmse,r2
              driftwatch evaluate --data results.parquet --task ranking --query query_id --label grade --score s --k 1,3,10
              driftwatch evaluate --data run.txt --task ranking --qrels qrels.txt
              driftwatch evaluate --data log.parquet --task policy --reward r --propensity p --target-propensity t --ci 0.95
              driftwatch evaluate --data visits.parquet --task experiment --variant arm --metric revenue,converted

            Columns are named as in the file. Exit status: 0, or 2 for wrong usage or input.
            """)

    @Option(
        help: "Parquet, CSV, Arrow IPC or JSON lines: a file, a directory, a glob or a URI; or a TREC run.", completion: .file())
    var data: String

    @Option(help: "binary, multiclass, regression, ranking, policy or experiment.")
    var task: EvaluationTask

    @OptionGroup(title: "Columns of a model") var model: ModelOptions
    @OptionGroup(title: "Rankings") var ranking: RankingOptions
    @OptionGroup(title: "Policies") var policy: PolicyOptions
    @OptionGroup(title: "Experiments") var experiment: ExperimentOptions
    @OptionGroup(title: "Rows and slices") var slicing: SlicingOptions
    @OptionGroup(title: "Metrics") var measures: MeasureOptions
    @OptionGroup(title: "Report") var report: ReportOptions

    func run() throws {
        var configuration = EvaluationConfiguration(task: task, data: data)
        model.apply(to: &configuration)
        ranking.apply(to: &configuration)
        policy.apply(to: &configuration)
        experiment.apply(to: &configuration)
        slicing.apply(to: &configuration)
        measures.apply(to: &configuration)
        let progress = ProgressLine("reading \(data)")
        defer { progress.finish() }
        do {
            let answer = try Evaluator(configuration) { progress.update($0, of: $1) }.report()
            progress.finish()
            try report.write(.evaluation(answer), besides: [data, configuration.labels, configuration.judgements])
        } catch let error as EvaluationError {
            throw CommandFailure(error.message)
        }
    }
}

extension EvaluationTask: ExpressibleByArgument {}
