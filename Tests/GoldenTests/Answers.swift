/// Which function of the module answers which kind of case.
enum Answers {
    /// nil when nothing answers the case.
    static func answer(_ golden: GoldenCase, in folder: GoldenFolder) throws -> Value? {
        let columns = Columns(golden: golden, folder: folder)
        switch golden.function {
        case "normal_sf", "chi2_sf", "t_sf", "kolmogorov_sf_asymptotic", "ks_one_sample_two_sided_sf":
            return specialFunction(golden)
        case "descriptive": return try descriptive(columns)
        case "correlation": return try correlation(columns)
        case "divergence": return divergence(golden)
        case "mmd_rbf": return discrepancy(golden)
        case "two_proportions": return proportions(golden)
        case "two_means": return means(golden)
        case "multiple_testing": return multipleTesting(golden)
        case "sample_size": return sampleSize(golden)
        case "mcnemar": return mcNemar(golden)
        case "two_sample_numeric": return try twoSample(columns)
        case "ks_exact": return try exactKolmogorovSmirnov(columns)
        case "binned_drift": return try binnedDrift(columns)
        case "categorical_drift": return try categoricalDrift(columns)
        case "binary_classification": return try binary(columns)
        case "multiclass_classification": return try multiclass(columns)
        case "regression": return try regression(columns)
        case "ranking_single_query": return rankedQuery(golden)
        case "ranking_mean": return rankingMean(golden, in: folder)
        case "ndcg_from_scores": return discountedGain(golden)
        case "label_ranking": return labelRanking(golden)
        case "fairness": return try fairness(columns)
        case "off_policy_evaluation": return try offPolicy(columns)
        case "stl": return seasonalTrend(golden)
        case "stl_mad_flags": return outliers(golden, in: folder)
        case "ddsketch": return try logHistogram(columns)
        case "kll": return try quantileSketch(columns)
        case "count_distinct": return try distinct(columns)
        case "parquet_read": return try parquet(columns)
        case "csv_read": return try commaSeparated(columns)
        default: return nil
        }
    }
}
