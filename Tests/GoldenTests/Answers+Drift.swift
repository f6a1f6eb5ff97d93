import Statistics

extension Answers {
    static func binnedDrift(_ columns: Columns) throws -> Value {
        let reference = try columns.numbers("ref").filter { !$0.isNaN }
        let current = try columns.numbers("prod").filter { !$0.isNaN }
        let binning = columns.golden.params["binning"]?.string ?? ""
        let rule: HistogramBins.Rule = binning.contains("quantile") ? .uniqueQuantiles : .equalWidth
        guard let bins = HistogramBins(rule, count: Int(columns.golden.params["bins"]?.number ?? 10), reference: reference) else {
            return .undefined
        }
        let (r, c) = (bins.counts(reference), bins.counts(current))
        let (p, q) = (Divergence.shares(r), Divergence.shares(c))
        let (fp, fq) = (Divergence.flooredShares(p), Divergence.flooredShares(q))
        let (np, nq) = (Divergence.normalized(fp), Divergence.normalized(fq))
        let js = Divergence.js(Divergence.normalized(p), Divergence.normalized(q))
        return .fields([
            "inner_edges": .of(bins.edges), "ref_counts": .list(r.map { .of($0) }), "prod_counts": .list(c.map { .of($0) }),
            "psi_eps1e4": .number(Divergence.psi(fp, fq)), "kl_prod_ref_eps1e4": .number(Divergence.kl(nq, np)),
            "kl_ref_prod_eps1e4": .number(Divergence.kl(np, nq)), "js_distance_base2": .number(js.squareRoot()),
            "js_distance_basee": .number((js * 0.693147180559945309417).squareRoot()), "js_divergence_base2": .number(js),
            "hellinger": .number(Divergence.hellinger(p, q)), "total_variation": .number(Divergence.totalVariation(p, q)),
            "l_infinity": .number(Divergence.lInfinity(p, q)), "kl_prod_ref_unfloored": .number(Divergence.kl(q, p)),
        ])
    }

    static func categoricalDrift(_ columns: Columns) throws -> Value {
        func counts(_ side: String) throws -> [ExactText: Int] {
            if let entries = columns.golden.inputs["\(side)_counts"]?.entries {
                return Dictionary(uniqueKeysWithValues: entries.map { ($0.key, Int($0.value.number ?? 0)) })
            }
            let isBoolean = columns.golden.inputs[side]?["column"]?.string == "bool"
            let found = try columns.counts(columns.golden.inputs[side])
            guard isBoolean else { return found }
            return Dictionary(uniqueKeysWithValues: found.map { (booleanName($0.key), $0.value) })
        }
        let (reference, current) = (try counts("ref"), try counts("prod"))
        let categories = Set(reference.keys).union(current.keys).sorted()
        let (r, c) = (categories.map { reference[$0] ?? 0 }, categories.map { current[$0] ?? 0 })
        func names(_ isMissing: (Int) -> Bool) -> Value {
            .list(categories.indices.filter(isMissing).map { .text(categories[$0]) })
        }
        var answer: [(key: ExactText, value: Value)] = [
            ("categories", .list(categories.map { .text($0) })), ("ref_counts", .list(r.map { .of($0) })),
            ("prod_counts", .list(c.map { .of($0) })), ("unseen_in_ref", names { r[$0] == 0 }),
            ("missing_in_prod", names { c[$0] == 0 }),
        ]
        let (p, q) = (Divergence.shares(r), Divergence.shares(c))
        let (fp, fq) = (Divergence.flooredShares(p), Divergence.flooredShares(q))
        let (np, nq) = (Divergence.normalized(fp), Divergence.normalized(fq))
        let js = Divergence.js(Divergence.normalized(p), Divergence.normalized(q))
        answer += [
            ("psi_eps1e4", .number(Divergence.psi(fp, fq))), ("kl_prod_ref_eps1e4", .number(Divergence.kl(nq, np))),
            ("js_distance_base2", .number(js.squareRoot())), ("hellinger", .number(Divergence.hellinger(p, q))),
            ("total_variation", .number(Divergence.totalVariation(p, q))), ("l_infinity", .number(Divergence.lInfinity(p, q))),
            ("entropy_ref_nats", .number(Divergence.entropy(p))), ("entropy_prod_nats", .number(Divergence.entropy(q))),
        ]
        let table = ContingencyTable(rows: [r, c])
        answer += [
            ("chi2", fields(table.chiSquared())), ("chi2_yates", fields(table.chiSquared(yates: true))),
            ("g_test", fields(table.likelihoodRatio())), ("cramers_v", .of(table.chiSquared()?.cramersV)),
        ]
        if categories.count == 2, let fisher = FisherExact(r[0], r[1], c[0], c[1]) {
            answer.append(("fisher", .fields(["odds_ratio": .number(fisher.oddsRatio), "p": .number(fisher.pValue)])))
        }
        return .map(answer)
    }

    private static func booleanName(_ text: ExactText) -> ExactText {
        switch text {
        case "0", "False": "false"
        case "1", "True": "true"
        default: text
        }
    }

    private static func fields(_ test: ContingencyTable.Test?) -> Value {
        guard let test else { return .undefined }
        return .fields(["statistic": .number(test.statistic), "p": .number(test.pValue), "dof": .of(test.degrees)])
    }
}
