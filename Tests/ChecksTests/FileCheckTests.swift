import Checks
import Columnar
import FileProfiles
import Foundation
import Reports
import Statistics
import Testing

@Suite struct FileCheckTests {
    private static let binned: [DriftMetric] = [
        .psi, .kl, .jsDistance, .jsDivergence, .hellinger, .totalVariation, .lInfinity, .chi2,
    ]

    private func configuration(_ metrics: [DriftMetric]) -> CheckConfiguration {
        var configuration = CheckConfiguration()
        configuration.drift.metrics = metrics
        return configuration
    }

    private func check(_ a: String, _ b: String, _ configuration: CheckConfiguration) throws -> CheckReport {
        try FileCheck(reference: a, production: b, configuration: configuration).run(created: 0)
    }

    @Test func scoresOnBinsAreThoseOfProfiles() throws {
        let folder = try Folder()
        let a = try folder.file("a.parquet", .sample(rows: 3_000, shift: 0, seed: 1))
        let b = try folder.file("b.parquet", .sample(rows: 2_000, shift: 0.5, seed: 2))
        let report = try check(a, b, configuration(Self.binned))

        let reference = try FileProfiler(try DataFiles(a), roles: ColumnRoles()).reference()
        let current = try FileProfiler(try DataFiles(b), roles: ColumnRoles()).profile(against: reference).profile
        var drift = DriftAnalysis.Configuration()
        drift.metrics = Self.binned
        let expected = DriftAnalysis(reference: reference, configuration: drift).compare(current)
        #expect(expected.features.count == 5)
        for feature in expected.features {
            let scores = try #require(report.perFeatureMetrics[feature.name.description])
            for value in feature.values {
                let score = try #require(scores[value.metric.rawValue])
                #expect(
                    abs(try #require(score.value) - value.value) <= 1e-12 * max(1, value.value), "\(feature.name) \(value.metric)"
                )
                #expect(score.nCurrent == value.countCurrent)
            }
        }
    }

    @Test func scoresOfValuesAreThoseOfTheSamples() throws {
        let folder = try Folder()
        let tables = (Table.sample(rows: 3_000, shift: 0, seed: 3), Table.sample(rows: 2_500, shift: 0.5, seed: 4))
        let a = try folder.file("a.parquet", tables.0)
        let b = try folder.file("b.parquet", tables.1)
        let report = try check(a, b, configuration([.ks, .wasserstein, .wassersteinNormed, .cramerVonMises, .andersonDarling]))
        for name in ["age", "count", "gaps"] {
            let x = try #require(tables.0.numbers[name]).compactMap(\.self)
            let y = try #require(tables.1.numbers[name]).compactMap(\.self)
            let scores = try #require(report.perFeatureMetrics[name])
            func near(_ metric: String, _ expected: Double?) throws {
                let value = try #require(scores[metric]?.value)
                let expected = try #require(expected)
                #expect(abs(value - expected) <= 1e-12 * max(1, expected.magnitude), "\(name) \(metric)")
            }
            let ks = try #require(KolmogorovSmirnov(x, y))
            try near("ks", ks.statistic)
            #expect(scores["ks"]?.pValue == ks.pValue)
            try near("wasserstein", SampleDistance.wasserstein(x, y))
            try near("wasserstein_normed", SampleDistance.wassersteinNormed(reference: x, current: y))
            try near("cramer_von_mises", CramerVonMises(x, y)?.statistic)
            try near("anderson_darling", AndersonDarling([x, y])?.statistic)
        }
        #expect(report.perFeatureMetrics["colour"]?.isEmpty == true)
        #expect(report.notes.contains { $0.contains("ks does not apply to colour") })
    }

    @Test func batchesGroupsAndThreadsDoNotMatter() throws {
        let folder = try Folder()
        let a = try folder.file("a.parquet", .sample(rows: 3_000, shift: 0, seed: 5))
        let b = try folder.file("b.parquet", .sample(rows: 2_000, shift: 0.3, seed: 6))
        var one = configuration([.psi, .ks, .wasserstein, .chi2])
        one.chunk = .rows(700)
        var other = one
        other.memory = 1
        other.threads = 1
        other.batchRows = 97
        one.threads = 7
        #expect(try check(a, b, one) == check(a, b, other))
    }

    @Test func formatsDoNotMatter() throws {
        let folder = try Folder()
        let tables = (Table.sample(rows: 1_500, shift: 0, seed: 7), Table.sample(rows: 1_500, shift: 0.3, seed: 8))
        var reports: [CheckReport] = []
        for ending in ["parquet", "csv", "arrow", "jsonl"] {
            let a = try folder.file("a.\(ending)", tables.0)
            let b = try folder.file("b.\(ending)", tables.1)
            reports.append(try check(a, b, configuration([.psi, .ks, .wasserstein, .chi2])))
        }
        #expect(reports[0].referenceDataHash.hasPrefix("dw1:"))
        #expect(reports[0].referenceDataHash != reports[0].productionDataHash)
        for report in reports.dropFirst() { #expect(report == reports[0]) }
    }

    @Test func theHashTellsEveryValueApart() throws {
        let folder = try Folder()
        let table = Table.sample(rows: 200, shift: 0, seed: 9)
        let a = try folder.file("a.parquet", table)
        let before = try check(a, a, configuration([.psi]))
        #expect(before.referenceDataHash == before.productionDataHash)
        var hashes: Set<String> = [before.referenceDataHash]
        for row in [0, 1, 2, 3, 57, 199] {
            var other = table
            other.numbers["age"]?[row] = 0.5
            let b = try folder.file("b.parquet", other)
            hashes.insert(try check(a, b, configuration([.psi])).productionDataHash)
            other = table
            other.texts["colour"]?[row] = "red or so"
            hashes.insert(try check(a, try folder.file("c.parquet", other), configuration([.psi])).productionDataHash)
        }
        #expect(hashes.count == 13)
    }

    @Test func aProfileStandsForItsFile() throws {
        let folder = try Folder()
        let a = try folder.file("a.parquet", .sample(rows: 3_000, shift: 0, seed: 10))
        let b = try folder.file("b.parquet", .sample(rows: 2_000, shift: 0.4, seed: 11))
        let profile = "\(folder.path)/a.profile"
        let reference = try FileProfiler(try DataFiles(a), roles: ColumnRoles()).reference()
        try Data(reference.encode()).write(to: URL(filePath: profile))
        let metrics: [DriftMetric] = [.psi, .jsDistance, .chi2, .ks, .wasserstein]
        let (exact, binned) = (try check(a, b, configuration(metrics)), try check(profile, b, configuration(metrics)))
        for (feature, scores) in exact.perFeatureMetrics {
            for name in ["psi", "js_distance", "chi2"] {
                let (x, y) = (try #require(scores[name]?.value), try #require(binned.perFeatureMetrics[feature]?[name]?.value))
                #expect(abs(x - y) < 1e-12, "\(feature) \(name)")
            }
            guard let ks = scores["ks"]?.value else { continue }
            let bound = try #require(binned.perFeatureMetrics[feature]?["ks"])
            let least = try #require(bound.value)
            #expect(least <= ks + 1e-12)
            #expect(ks <= least + (bound.errorBound ?? 0) + 1e-12)
        }
        #expect(binned.notes.contains { $0.contains("wasserstein") })
    }

    @Test func chunksOfRowsAreChecksOfTheirRows() throws {
        let folder = try Folder()
        let table = Table.sample(rows: 1_000, shift: 0.4, seed: 13)
        let a = try folder.file("a.parquet", .sample(rows: 2_000, shift: 0, seed: 12))
        var configuration = configuration([.psi, .ks, .wasserstein])
        configuration.chunk = .rows(400)
        configuration.confirmation = (2, 2)
        let report = try check(a, try folder.file("b.parquet", table), configuration)
        #expect(report.chunks.map(\.n) == [400, 400, 200])
        #expect(report.chunks.map(\.confirmed) == [false, true, true])
        var part = Table()
        part.numbers = table.numbers.mapValues { Array($0[400..<800]) }
        part.texts = table.texts.mapValues { Array($0[400..<800]) }
        configuration.chunk = nil
        let alone = try check(a, try folder.file("part.parquet", part), configuration)
        #expect(report.chunks[1].perFeatureMetrics == alone.perFeatureMetrics)
        #expect(report.chunks[1].status == alone.globalStatus)
    }

    @Test func pValuesAreCorrectedOverTheFeatures() throws {
        let folder = try Folder()
        let a = try folder.file("a.parquet", .sample(rows: 800, shift: 0, seed: 14))
        let b = try folder.file("b.parquet", .sample(rows: 800, shift: 0.05, seed: 15))
        let report = try check(a, b, configuration([.chi2]))
        let names = report.perFeatureMetrics.keys.sorted()
        let raw = try names.map { try #require(report.perFeatureMetrics[$0]?["chi2"]?.pValue) }
        let adjusted = try names.map { try #require(report.perFeatureMetrics[$0]?["chi2"]?.pValueAdjusted) }
        #expect(adjusted == MultipleTesting.benjaminiHochberg.adjusted(raw))
        #expect(adjusted != raw)
        #expect(report.dataset.correction == "benjamini_hochberg")
    }

    @Test func withoutMethodsTheSizeOfTheReferenceChooses() throws {
        let folder = try Folder()
        let b = try folder.file("b.parquet", .sample(rows: 900, shift: 0.1, seed: 17))
        // Of 1,100 rows some 990 have a value of `gaps`.
        for (rows, expected) in [
            (900, ["ks", "chi2", "ks", "chi2", "z"]),
            (1_100, ["wasserstein_normed", "js_distance", "ks", "js_distance", "js_distance"]),
        ] {
            let a = try folder.file("a.parquet", .sample(rows: rows, shift: 0, seed: 16))
            let report = try check(a, b, configuration([]))
            #expect(["age", "count", "gaps", "colour", "flag"].map { report.perFeatureMetrics[$0]?.keys.first } == expected)
        }
    }
}
