import Checks
import FileProfiles
import Reports
import Statistics
import Testing

@Suite struct DecisionTests {
    private func report(
        _ a: Table, _ b: Table, _ change: (inout CheckConfiguration) -> Void
    ) throws -> CheckReport {
        let folder = try Folder()
        var configuration = CheckConfiguration()
        change(&configuration)
        return try FileCheck(
            reference: try folder.file("a.parquet", a), production: try folder.file("b.parquet", b), configuration: configuration
        ).run(created: 0)
    }

    /// Rows enough for a small shift to be certain and still not to matter.
    private static let same = Table.sample(rows: 20_000, shift: 0, seed: 1)
    private static let moved = Table.sample(rows: 20_000, shift: 0.05, seed: 2)

    @Test func aPValueAloneDoesNotAlarm() throws {
        let answer = try report(Self.same, Self.moved) { $0.drift.metrics = [.ks] }
        let age = try #require(answer.perFeatureMetrics["age"]?["ks"])
        #expect(try #require(age.pValue) < 0.001)
        #expect(!age.drifted)
        #expect(answer.globalStatus == "OK")
    }

    @Test func aLevelThatAUserSetIsObeyed() throws {
        let answer = try report(Self.same, Self.moved) {
            $0.drift.metrics = [.psi, .ks]
            $0.drift.thresholds[.ks] = Thresholds(warning: 0.05, critical: 0.05, basis: .pValue)
        }
        #expect(answer.driftedFeatures.contains("age"))
        #expect(answer.perFeatureMetrics["age"]?["ks"]?.deciding == true)
        #expect(answer.perFeatureMetrics["age"]?["psi"]?.drifted == false)
    }

    @Test func aThresholdAsksForItsMetricAndTheOtherColumnsKeepTheirs() throws {
        let answer = try report(Self.same, Self.moved) {
            $0.drift.thresholds[.ks] = Thresholds(warning: 0.05, critical: 0.05, basis: .pValue)
        }
        #expect(answer.perFeatureMetrics["age"]?.keys.sorted() == ["ks"])
        #expect(answer.perFeatureMetrics["colour"]?.keys.sorted() == ["js_distance"])
        #expect(answer.perFeatureMetrics["age"]?["ks"]?.thresholdOf == "p_value")
    }

    @Test func anyOfTheMetricsAskedForDecides() throws {
        var moved = Self.same
        moved.numbers["age"] = Self.same.numbers["age"]?.map { $0.map { $0 + 0.3 } }
        for metrics: [DriftMetric] in [[.psi, .ks], [.ks, .psi]] {
            let answer = try report(Self.same, moved) { $0.drift.metrics = metrics }
            let scores = try #require(answer.perFeatureMetrics["age"])
            #expect(scores["psi"]?.drifted == false && scores["ks"]?.drifted == true)
            #expect(answer.driftedFeatures == ["age"] && answer.globalStatus == "WARNING")
        }
        let quiet = try report(Self.same, moved) { $0.drift.metrics = [.psi] }
        #expect(quiet.globalStatus == "OK")
    }

    @Test func aCriticalFeatureThatIsGoneIsCritical() throws {
        let a = Table.sample(rows: 500, shift: 0, seed: 1)
        var b = Table.sample(rows: 500, shift: 0, seed: 2)
        b.numbers["count"] = nil
        #expect(try report(a, b) { _ in }.globalStatus == "WARNING")
        #expect(try report(a, b) { $0.drift.criticalFeatures = ["count"] }.globalStatus == "CRITICAL")
        #expect(throws: CheckError.self) {
            try report(a, b) {
                $0.drift.criticalFeatures = ["count", "flag"]; $0.roles.ignored = ["flag"]
            }
        }
    }

    @Test func aThresholdThatAUserSetIsObeyed() throws {
        let answer = try report(Self.same, Self.moved) {
            $0.drift.metrics = [.psi]
            $0.drift.thresholds[.psi] = Thresholds(warning: 0.0001, critical: 0.5, basis: .effect)
        }
        #expect(answer.driftedFeatures.contains("age"))
        #expect(answer.perFeatureMetrics["age"]?["psi"]?.severity == "medium")
    }

    @Test func anOutputAtHighIsCritical() throws {
        let far = Table.sample(rows: 2_000, shift: 0, seed: 4)
        var moved = far
        moved.numbers["age"] = far.numbers["age"]?.map { $0.map { $0 + 2 } }
        let feature = try report(far, moved) { _ in }
        #expect(feature.globalStatus == "WARNING")
        #expect(feature.driftedFeatures == ["age"])
        let output = try report(far, moved) { $0.roles.score = "age" }
        #expect(output.globalStatus == "CRITICAL")
        let marked = try report(far, moved) { $0.drift.criticalFeatures = ["age"] }
        #expect(marked.globalStatus == "CRITICAL")
        let share = try report(far, moved) { $0.drift.criticalShare = 0.2 }
        #expect(share.globalStatus == "CRITICAL")
    }

    @Test func tooFewRowsAreNotJudged() throws {
        let answer = try report(.sample(rows: 99, shift: 0, seed: 5), .sample(rows: 99, shift: 3, seed: 6)) { _ in }
        #expect(answer.globalStatus == "INSUFFICIENT")
        #expect(answer.perFeatureMetrics["age"]?.values.first?.state == "insufficient")
        #expect(answer.perFeatureMetrics["age"]?.values.first?.value == nil)
    }

    @Test func whatIsWrongWithTheColumnsIsFound() throws {
        let a = Table.sample(rows: 500, shift: 0, seed: 7)
        var b = Table.sample(rows: 500, shift: 0, seed: 8)
        b.numbers["gaps"] = b.numbers["gaps"]?.map { _ in 1 }
        b.numbers["new"] = b.numbers.removeValue(forKey: "count")
        b.texts["age"] = b.numbers.removeValue(forKey: "age")?.map { _ in "old" }
        b.texts["colour"]?[3] = "unheard of"
        b.texts["flag"] = b.texts["flag"]?.enumerated().map { $0 % 2 == 0 ? nil : $1 }
        let answer = try report(a, b) { $0.countsDuplicates = true }
        let findings = Set(answer.quality.findings.map { "\($0.kind) \($0.column ?? "")" })
        #expect(
            findings.isSuperset(of: [
                "missing_column count", "new_column new", "type_change age", "constant gaps", "new_categories colour",
                "missing_values flag",
            ]))
        #expect(try #require(answer.quality.duplicateRowsReference) < 100)
        #expect(try #require(answer.quality.duplicateRowsCurrent) > 400)
    }
}
