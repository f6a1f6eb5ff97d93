import Foundation
import Reports
import Testing

@Suite struct RenderingTests {
    private func score(_ value: Double?, _ severity: String?, deciding: Bool = true, state: String = "ok") -> CheckReport.Score {
        CheckReport.Score(
            value: value, threshold: 0.1, thresholdCritical: 0.25, drifted: severity == "medium" || severity == "high",
            severity: severity, nReference: 1000, nCurrent: 900, state: state, deciding: deciding)
    }

    private func check() -> CheckReport {
        var fixtures = ReportFixtures(seed: 31)
        var check = fixtures.check(features: ["x"])
        check.globalStatus = "WARNING"
        check.notes = []
        check.quality.findings = []
        check.quality.columns = [:]
        check.dataset.metrics = [:]
        check.dataset.importances = nil
        check.dataset.groups = nil
        check.dataset.features = 4
        check.dataset.drifted = 2
        check.dataset.share = 0.5
        check.distributions = [
            "slow": .init(
                type: "numeric", edges: [1, 2, 3, 4], minimum: 0, maximum: 5, labels: nil, reference: [0.4, 0.3, 0.2, 0.1, 0],
                current: [0, 0.1, 0.2, 0.3, 0.4])
        ]
        check.perFeatureMetrics = [
            "calm": ["psi": score(0.01, "low")],
            "slow": ["psi": score(0.2, "medium"), "ks": score(0.9, "high", deciding: false)],
            "wild": ["psi": score(0.6, "high")], "rare": ["psi": score(nil, nil, state: "insufficient")],
        ]
        return check
    }

    private func places(_ names: [String], in text: String) -> [String.Index?] { names.map { text.range(of: $0)?.lowerBound } }

    @Test(arguments: [ReportFormat.text, .markdown, .html, .csv])
    func theMostDriftedFeatureComesFirst(format: ReportFormat) throws {
        var check = check()
        check.driftedFeatures = []
        let text = try ReportRenderer.render(check, as: format)
        let start = format == .html ? text.range(of: "id=features")?.upperBound : text.firstIndex(where: \.isNewline)
        let rest = String(text[(try #require(start))...])
        let found = places(["wild", "slow", "calm", "rare"], in: rest).compactMap { $0 }
        #expect(found.count == 4 && found == found.sorted(), "\(format)")
    }

    @Test func theVerdictIsTheFirstLine() throws {
        let text = try ReportRenderer.render(check(), as: .text)
        #expect(text.hasPrefix("▲ WARNING  2 of 4 features drifted (50.0%); critical from 50%\n"))
        #expect(try ReportRenderer.render(check(), as: .markdown).hasPrefix("## 🟡 Some drift: 2 of 4 features drifted (50.0%)"))
    }

    @Test func aDecidingMetricComesBeforeALargerOneThatDoesNotDecide() throws {
        let line = try #require(ReportRenderer.render(check(), as: .text).split(separator: "\n").first { $0.contains("slow") })
        #expect(line.contains("psi") && line.contains("0.200") && line.contains("Warning"))
    }

    @Test func whatHasNoNumberIsSaidInWords() throws {
        for format in [ReportFormat.text, .markdown, .html] {
            #expect(try ReportRenderer.render(check(), as: format).contains("Too few rows"), "\(format)")
        }
    }

    @Test func aPictureShowsWhereTheDataWent() throws {
        let style = ReportStyle(width: 80, isUnicode: false)
        let line = try #require(
            ReportRenderer.render(check(), as: .text, style: style).split(separator: "\n").first { $0.contains("slow") })
        #expect(line.contains(" @@**==::      ::==**@@ "), "\(line)")
    }

    @Test func everyPictureOfAPageHasATitleADescriptionAndATable() throws {
        var fixtures = ReportFixtures(seed: 32)
        let names = (0..<40).map { "feature \($0)" }
        let page = try ReportRenderer.render(fixtures.check(features: names), as: .html)
        let pictures = page.matches(of: /role=img/).count
        #expect(pictures == 40)
        #expect(page.matches(of: /<title id=t/).count == pictures && page.matches(of: /<desc id=e/).count == pictures)
        #expect(page.matches(of: /Table of this picture/).count == pictures)
    }

    @Test func aPageOfAThousandFeaturesStaysSmall() throws {
        var fixtures = ReportFixtures(seed: 33)
        let names = (0..<1000).map { "feature_\($0)" }
        let page = try ReportRenderer.render(fixtures.check(features: names), as: .html)
        #expect(page.utf8.count < 5_000_000)
        #expect(page.contains("id=filter"))
    }

    @Test func anEmptyCheckRendersInEveryForm() throws {
        var check = check()
        check.perFeatureMetrics = [:]
        check.distributions = [:]
        check.dataset.features = 0
        check.dataset.share = nil
        check.globalStatus = "INSUFFICIENT"
        for format in ReportFormat.allCases {
            let text = try ReportRenderer.render(check, as: format)
            #expect(!text.isEmpty && text.last?.isNewline == true, "\(format)")
        }
    }

    @Test(arguments: [
        (CheckReport.Distribution(
            type: "numeric", edges: [1, 1, 1], minimum: 1, maximum: 1, labels: nil, reference: [0, 0, 0, 1],
            current: [0, 0, 0, 1])),
        (.init(
            type: "numeric", edges: [3, 1], minimum: nil, maximum: nil, labels: nil, reference: [1, 0, 0], current: [1, 0, 0])),
        (.init(type: "numeric", edges: [1], minimum: nil, maximum: nil, labels: nil, reference: [1, 0, 0], current: [1])),
        (.init(type: "numeric", edges: [], minimum: 2, maximum: 2, labels: nil, reference: [1], current: [1])),
        (.init(
            type: "numeric", edges: [-1e308, 0, 1, 1e308], minimum: -1.7e308, maximum: 1.7e308, labels: nil,
            reference: [1, 0, 0, 0, 0], current: [0, 0, 0, 0, 1])),
        (.init(
            type: "categorical", edges: nil, minimum: nil, maximum: nil, labels: ["a"], reference: [-1, 2], current: [1e300, 0])),
        (.init(type: "categorical", edges: nil, minimum: nil, maximum: nil, labels: nil, reference: [], current: [])),
    ])
    func noOddDistributionTraps(distribution: CheckReport.Distribution) throws {
        var check = check()
        check.distributions["wild"] = distribution
        for format in ReportFormat.allCases { #expect(try !ReportRenderer.render(check, as: format).contains("nan")) }
    }

    @Test func slicesComeWorstFirstAndThoseWithoutANumberLast() throws {
        var fixtures = ReportFixtures(seed: 34)
        var report = fixtures.evaluation(slices: [])
        report.notes = []
        report.fairness = nil
        report.slices = [
            .init(slice: "good", n: 9, metrics: ["roc_auc": 0.9]), .init(slice: "none", n: 1, metrics: ["roc_auc": nil]),
            .init(slice: "bad", n: 9, metrics: ["roc_auc": 0.6]),
        ]
        for format in [ReportFormat.text, .markdown, .html] {
            let text = try ReportRenderer.render(report, as: format)
            let start = try #require(
                text.range(of: format == .html ? "id=slices" : format == .text ? "SLICES" : "### Slices")?.upperBound)
            let found = places(["bad", "good", "none"], in: String(text[start...])).compactMap { $0 }
            #expect(found.count == 3 && found == found.sorted(), "\(format)")
        }
    }

    @Test func formatsAreKnownByAFilesEnding() {
        #expect(ReportFormat(fileName: "a.HTML") == .html && ReportFormat(fileName: "x/y.md") == .markdown)
        #expect(ReportFormat(fileName: "a.parquet") == nil && ReportFormat(fileName: "json") == nil)
    }
}
