import Checks
import FileProfiles
import Reports
import Statistics
import Testing

/// Thresholds from the reference's own chunks, and what is said about columns without a value.
@Suite struct ReferenceThresholdTests {
    private func report(
        _ a: [String: [Double?]], _ b: [String: [Double?]], _ change: (inout CheckConfiguration) -> Void
    ) throws -> CheckReport {
        let folder = try Folder()
        var configuration = CheckConfiguration()
        change(&configuration)
        return try FileCheck(
            reference: try folder.file("a.parquet", Table(numbers: a)),
            production: try folder.file("b.parquet", Table(numbers: b)), configuration: configuration
        ).run(created: 0)
    }

    private static func normals(_ rows: Int, seed: UInt64, shift: Double = 0) -> [Double?] {
        var random = SeededGenerator(seed: seed)
        return (0..<rows).map { _ in random.normal() + shift }
    }

    private static func chunks(_ configuration: inout CheckConfiguration) {
        configuration.chunk = .rows(400)
        configuration.thresholdsFromReference = true
    }

    @Test(arguments: [[], [.psi], [.ks], [.wassersteinNormed], [.jsDistance]] as [[DriftMetric]])
    func aConstantColumnDoesNotAlarm(metrics: [DriftMetric]) throws {
        let constant = [Double?](repeating: 3, count: 2_800)
        let answer = try report(
            ["constant": constant, "x": Self.normals(2_800, seed: 1)],
            ["constant": Array(constant.prefix(1_200)), "x": Self.normals(1_200, seed: 2)]
        ) {
            Self.chunks(&$0)
            $0.drift.metrics = metrics
        }
        #expect(answer.chunks.count == 3)
        for chunk in answer.chunks {
            #expect(!chunk.driftedFeatures.contains("constant"))
            let scores = try #require(chunk.perFeatureMetrics["constant"])
            #expect(scores.values.allSatisfy { $0.state == "ok" && $0.severity == "low" && ($0.threshold ?? 0) > 0 })
        }
    }

    @Test func aConstantThatChangesAlarmsStill() throws {
        let constant = [Double?](repeating: 3, count: 2_800)
        let answer = try report(["constant": constant], ["constant": constant.prefix(800) + [Double?](repeating: 4, count: 400)])
        {
            Self.chunks(&$0)
        }
        #expect(answer.chunks.map { $0.driftedFeatures } == [[], [], ["constant"]])
    }

    @Test func aShiftBeyondTheReferencesChunksAlarms() throws {
        let answer = try report(
            ["x": Self.normals(4_000, seed: 1)], ["x": Self.normals(800, seed: 2) + Self.normals(400, seed: 3, shift: 1)]
        ) { Self.chunks(&$0) }
        #expect(answer.chunks.map { $0.driftedFeatures } == [[], [], ["x"]])
    }

    @Test func aColumnWithTooFewValuesSaysSo() throws {
        let rows = Self.normals(1_500, seed: 5)
        let sparse: [Double?] = [9, 9, 8] + [Double?](repeating: nil, count: 1_497)
        let answer = try report(["x": rows, "y": rows], ["x": sparse, "y": rows]) { _ in }
        #expect(answer.perFeatureMetrics["x"]?.values.map { $0.state } == ["insufficient"])
        #expect(!answer.driftedFeatures.contains("x"))
        #expect(answer.notes.contains("too few rows with a value to judge (fewer than 100): x"))
        #expect(answer.quality.findings.contains { $0.kind == "missing_values" && $0.column == "x" })
    }

    @Test func aMetricWithoutAValueIsShownAndSaidSo() throws {
        let constant = [Double?](repeating: 3, count: 500)
        let answer = try report(["x": constant], ["x": constant]) { $0.drift.metrics = [.andersonDarling, .ks] }
        #expect(answer.perFeatureMetrics["x"]?["anderson_darling"]?.state == "not_applicable")
        #expect(answer.perFeatureMetrics["x"]?["ks"]?.state == "ok" && answer.globalStatus == "OK")
        #expect(answer.notes.contains("anderson_darling has no value for x"))
    }

    @Test func aScoreWithoutATestShowsItsNoise() throws {
        let answer = try report(["x": Self.normals(2_000, seed: 6)], ["x": Self.normals(120, seed: 7)]) { _ in }
        let score = try #require(answer.perFeatureMetrics["x"]?["wasserstein_normed"])
        let (floor, limit) = (try #require(score.noiseFloor), try #require(score.noiseLimit))
        #expect(floor > 0.05 && floor < limit && limit < 0.4 && !score.drifted)
    }
}
