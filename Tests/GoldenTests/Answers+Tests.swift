import Statistics

extension Answers {
    static func proportions(_ golden: GoldenCase) -> Value {
        let count = (golden.inputs["count"]?.numbers ?? []).map { Int($0) }
        let trials = (golden.inputs["nobs"]?.numbers ?? []).map { Int($0) }
        guard count.count == 2, trials.count == 2, let a = Proportion(successes: count[0], trials: trials[0]),
            let b = Proportion(successes: count[1], trials: trials[1])
        else { return .undefined }
        let both = TwoProportions(a, b)
        func z(_ alternative: TwoProportions.Alternative) -> Value {
            let test = both.zTest(alternative)
            return .fields(["z": .number(test.statistic), "p": .number(test.pValue)])
        }
        return .fields([
            "ztest_pooled_two-sided": z(.twoSided), "ztest_pooled_smaller": z(.smaller), "ztest_pooled_larger": z(.larger),
            "ci95_first_normal": .of(a.interval(.normal)), "ci95_first_wilson": .of(a.interval(.wilson)),
            "ci95_first_agresti_coull": .of(a.interval(.agrestiCoull)), "ci95_first_beta": .of(a.interval(.beta)),
            "ci95_first_jeffreys": .of(a.interval(.jeffreys)), "ci95_diff_wald": .of(both.interval(.wald)),
            "ci95_diff_newcomb": .of(both.interval(.newcomb)), "ci95_diff_score": .of(both.interval(.scoreStatsmodels)),
            "binomtest_first_vs_p2": .number(a.binomialTest(b.share)), "cohen_h": .number(both.cohensH),
        ])
    }

    static func means(_ golden: GoldenCase) -> Value {
        let (a, b) = (golden.inputs["a"]?.numbers ?? [], golden.inputs["b"]?.numbers ?? [])
        func fields(_ name: String, _ result: TestResult?) -> Value {
            .map([(ExactText(name), .of(result?.statistic)), ("p", .of(result?.pValue))])
        }
        let welch = MeanTests.welch(a, b)
        return .fields([
            "welch": .fields([
                "t": .of(welch?.statistic), "df": .of(welch?.degrees), "p": .of(welch?.pValue), "ci95": .of(welch?.interval),
            ]),
            "student": fields("t", MeanTests.student(a, b)),
            "one_sample_mu_0_2": fields("t", MeanTests.oneSample(a, mean: 0.2)),
            "levene_median": fields("w", MeanTests.levene([a, b])), "kruskal": fields("h", RankTests.kruskalWallis([a, b])),
            "mannwhitney_exact": fields("u", RankTests.mannWhitneyExact(a, b)),
        ])
    }

    static func multipleTesting(_ golden: GoldenCase) -> Value {
        let p = golden.inputs["p"]?.numbers ?? []
        let alpha = golden.params["alpha"]?.number ?? 0.05
        return .map(
            MultipleTesting.allCases.map { method in
                let fields = Value.fields([
                    "reject": .list(method.rejected(p, alpha: alpha).map { .bool($0) }), "p_adjusted": .of(method.adjusted(p)),
                ])
                return (ExactText(method.rawValue), fields)
            })
    }

    static func sampleSize(_ golden: GoldenCase) -> Value {
        func parameter(_ name: String) -> Double { golden.params[name]?.number ?? .nan }
        let (effect, alpha, power, ratio) = (parameter("effect_size"), parameter("alpha"), parameter("power"), parameter("ratio"))
        func count(_ law: Power.Law) -> Value { .of(Power.count(law, effect: effect, power: power, alpha: alpha, ratio: ratio)) }
        func at50(_ law: Power.Law) -> Value { .number(Power.power(law, effect: effect, count: 50, alpha: alpha, ratio: ratio)) }
        return .fields([
            "n1_normal": count(.normal), "n1_ttest": count(.studentT), "power_n50_normal": at50(.normal),
            "power_n50_ttest": at50(.studentT),
        ])
    }

    static func mcNemar(_ golden: GoldenCase) -> Value {
        let table = (golden.inputs["table"]?.items ?? []).map { $0.numbers.map { Int($0) } }
        let (b, c) = (table[0][1], table[1][0])
        let test = McNemar.chiSquared(b, c)
        return .fields([
            "exact_p": .number(McNemar.exact(b, c)), "chi2_cc": .list([.of(test?.statistic), .of(test?.pValue)]),
        ])
    }

    static func twoSample(_ columns: Columns) throws -> Value {
        var (a, b) = (try columns.numbers("ref"), try columns.numbers("prod"))
        var missing = (0, 0)
        if columns.golden.params["missing"] != nil {
            missing = (a.count(where: \.isNaN), b.count(where: \.isNaN))
            a.removeAll(where: \.isNaN)
            b.removeAll(where: \.isNaN)
        }
        let ks = KolmogorovSmirnov(a, b)
        let welch = MeanTests.welch(a, b)
        if columns.golden.kind == "policy" {
            return .fields([
                "ks": .fields(["statistic": .of(ks?.statistic), "p": .of(ks?.pValue)]),
                "wasserstein": .of(SampleDistance.wasserstein(a, b)),
                "welch": .list([.of(welch?.statistic), .of(welch?.pValue)]),
            ])
        }
        let u = RankTests.mannWhitney(a, b)
        var answer: [(key: ExactText, value: Value)] = [
            ("ks_statistic", .of(ks?.statistic)), ("ks_p_asymp", .of(ks?.pValue(.asymptotic))),
            ("ks_p_kolmogorov_limit", .of(ks?.pValue(.limit))), ("ks_less_statistic", .of(ks?.less)),
            ("ks_greater_statistic", .of(ks?.greater)), ("wasserstein_1", .of(SampleDistance.wasserstein(a, b))),
            ("energy_distance", .of(SampleDistance.energy(a, b))), ("welch_t", .of(welch?.statistic)),
            ("welch_df", .of(welch?.degrees)), ("welch_p", .of(welch?.pValue)), ("mannwhitney_u", .of(u?.statistic)),
            ("mannwhitney_p_asymp_continuity", .of(u?.pValue)), ("ref_n", .of(a.count)), ("prod_n", .of(b.count)),
            ("ref_missing", .of(missing.0)), ("prod_missing", .of(missing.1)),
        ]
        if columns.golden.expected["ks_p_exact"] != nil { answer.append(("ks_p_exact", .of(ks?.pValue(.exact)))) }
        if columns.golden.expected["cvm_statistic"] != nil {
            let test = RankTests.cramerVonMises(a, b)
            answer += [("cvm_statistic", .of(test?.statistic)), ("cvm_p_asymp", .of(test?.pValue))]
        }
        return .map(answer)
    }

    static func exactKolmogorovSmirnov(_ columns: Columns) throws -> Value {
        let ks = KolmogorovSmirnov(try columns.numbers("ref"), try columns.numbers("prod"))
        return .fields([
            "p": .of(ks?.pValue(.exact)), "statistic": .of(ks?.statistic), "p_fraction": fraction(columns, ks?.pValue(.exact)),
        ])
    }

    /// The expected fraction, if the p-value is it.
    private static func fraction(_ columns: Columns, _ p: Double?) -> Value {
        guard let text = columns.golden.expected["p_fraction"]?.string, let p else { return .undefined }
        let parts = text.split(separator: "/").compactMap { Double($0) }
        let value = parts.count == 2 ? parts[0] / parts[1] : parts.first ?? .nan
        return (value - p).magnitude <= 1e-12 ? .text(ExactText(text)) : .number(p)
    }
}
