import Statistics

extension Answers {
    static func specialFunction(_ golden: GoldenCase) -> Value {
        func parameter(_ name: String) -> Double { golden.params[name]?.number ?? .nan }
        let value: Double
        switch golden.function {
        case "normal_sf": value = Normal.survival(parameter("x"))
        case "chi2_sf": value = ChiSquared.survival(parameter("x"), degrees: parameter("dof"))
        case "t_sf": value = StudentT.survival(parameter("x"), degrees: parameter("dof"))
        case "kolmogorov_sf_asymptotic": value = KolmogorovDistribution.survival(parameter("x"))
        default: value = KolmogorovSmirnovLaw.twoSided(parameter("d"), Int(parameter("n")))
        }
        return .fields(["value": .number(value)])
    }

    static func descriptive(_ columns: Columns) throws -> Value {
        let x = try columns.numbers("x")
        let sorted = Sample.sorted(x)
        let quantiles = columns.golden.params["quantile_q"]?.numbers ?? []
        let byMethod = QuantileMethod.allCases.map { method in
            (key: ExactText(method.rawValue), value: Value.list(quantiles.map { .of(method.quantile(sorted: sorted, at: $0)) }))
        }
        let quartiles = [0.25, 0.75].map { Quantile.linear(sorted: sorted, at: $0) }
        return .fields([
            "n": .of(x.count), "mean": .of(Sample.mean(x)), "sum": .number(ExactSum.of(x)), "min": .of(sorted.first),
            "max": .of(sorted.last), "var_ddof0": .of(Sample.variance(x, ddof: 0)), "var_ddof1": .of(Sample.variance(x)),
            "quantiles": .map(byMethod), "mad_raw": .of(Sample.medianAbsoluteDeviation(x)),
            "iqr": .number(quartiles[1] - quartiles[0]), "skew_biased": .of(Sample.skewness(x)),
            "skew_unbiased": .of(Sample.skewness(x, unbiased: true)), "kurtosis_excess_biased": .of(Sample.excessKurtosis(x)),
            "kurtosis_excess_unbiased": .of(Sample.excessKurtosis(x, unbiased: true)),
        ])
    }

    static func correlation(_ columns: Columns) throws -> Value {
        let (x, y) = (try columns.numbers("x"), try columns.numbers("y"))
        func pair(_ result: Correlation.Result?) -> Value { .list([.of(result?.coefficient), .of(result?.pValue)]) }
        return .fields([
            "pearson": pair(Correlation.pearson(x, y)), "spearman": pair(Correlation.spearman(x, y)),
            "kendall_tau_b": .of(Correlation.kendall(x, y)),
        ])
    }

    static func divergence(_ golden: GoldenCase) -> Value {
        let (p, q) = (golden.inputs["p"]?.numbers ?? [], golden.inputs["q"]?.numbers ?? [])
        let js = Divergence.js(Divergence.normalized(p), Divergence.normalized(q))
        let nat = 0.693147180559945309417
        return .fields([
            "kl_qp": .number(Divergence.kl(q, p)), "kl_pq": .number(Divergence.kl(p, q)),
            "kl_pq_base2": .number(Divergence.kl(p, q) / nat), "js_distance_base2": .number(js.squareRoot()),
            "js_distance_basee": .number((js * nat).squareRoot()),
            "psi_eps1e4": .number(Divergence.psi(Divergence.flooredShares(p), Divergence.flooredShares(q))),
            "hellinger": .number(Divergence.hellinger(p, q)),
            "wasserstein_positions_0_k": .number(Divergence.wasserstein(p, q)),
        ])
    }

    static func discrepancy(_ golden: GoldenCase) -> Value {
        let x = (golden.inputs["x"]?.items ?? []).map(\.numbers)
        let y = (golden.inputs["y"]?.items ?? []).map(\.numbers)
        let sigma = golden.params["sigma"]?.number ?? .nan
        return .fields([
            "mmd2_biased": .of(SampleDistance.maximumMeanDiscrepancy(x, y, sigma: sigma, unbiased: false)),
            "mmd2_unbiased": .of(SampleDistance.maximumMeanDiscrepancy(x, y, sigma: sigma)),
        ])
    }
}
