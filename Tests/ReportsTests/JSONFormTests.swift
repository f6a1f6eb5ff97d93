import Foundation
import Reports
import Testing

@Suite struct JSONFormTests {
    @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
    func aDocumentReadBackIsTheSame(seed: UInt64) throws {
        var fixtures = ReportFixtures(seed: seed)
        let check = Report.check(fixtures.check(features: ReportFixtures.hostileNames, chunks: 3))
        #expect(try Report(json: Array(check.rendered(as: .json).utf8)) == check)
        let evaluation = Report.evaluation(fixtures.evaluation(slices: ReportFixtures.hostileNames))
        #expect(try Report(json: Array(evaluation.rendered(as: .json).utf8)) == evaluation)
    }

    @Test func membersAreInSnakeCaseAndNamesAsTheyAre() throws {
        var fixtures = ReportFixtures(seed: 7)
        let names = ["my_feature_name", "myFeatureName", "HTTPStatus"]
        let json = try Report.check(fixtures.check(features: names)).rendered(as: .json)
        let document = try #require(JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        let features = try #require(document["per_feature_metrics"] as? [String: [String: [String: Any]]])
        #expect(Set(features.keys) == Set(names))
        let score = try #require(features["myFeatureName"]?.values.first)
        for member in ["value", "threshold", "drifted", "severity", "n_reference", "n_current", "state"] {
            #expect(score.keys.contains(member))
        }
        #expect(document["reference_data_hash"] != nil && document["global_status"] != nil)
    }

    @Test func noNumberThatIsNotFiniteIsWritten() throws {
        var fixtures = ReportFixtures(seed: 8)
        var check = fixtures.check(features: ["a", "b"], chunks: 1)
        var score = fixtures.score()
        (score.value, score.pValue, score.effect, score.threshold) = (.nan, .infinity, -.infinity, .infinity)
        (score.errorBound, score.noiseFloor, score.thresholdCritical) = (.nan, .nan, .infinity)
        check.perFeatureMetrics = ["a": ["psi": score]]
        check.chunks[0].perFeatureMetrics = check.perFeatureMetrics
        check.dataset.share = .nan
        check.dataset.metrics = ["domain_classifier": score]
        check.dataset.importances = ["a": .nan, "b": 1]
        check.quality.columns["a"]?.missingCurrent = .nan
        check.quality.columns["a"]?.maximumCurrent = .infinity
        check.distributions["a"]?.reference[0] = .nan
        var evaluation = fixtures.evaluation(slices: ["x"])
        evaluation.metrics["accuracy"] = .some(.nan)
        evaluation.intervals["roc_auc"]?.low = -.infinity
        evaluation.slices[0].metrics["f1"] = .some(.infinity)
        evaluation.reliability?[0].accuracy = .nan
        for report in [Report.check(check), .evaluation(evaluation)] {
            for format in ReportFormat.allCases {
                let text = try report.rendered(as: format)
                #expect(!text.contains("nan") && !text.contains("inf,") && !text.contains("Infinity"), "\(format)")
                if format == .json { #expect(throws: Never.self) { try Report(json: Array(text.utf8)) } }
            }
        }
    }

    @Test func aSettingThatIsNotFiniteIsAnErrorWithItsPlace() throws {
        var fixtures = ReportFixtures(seed: 9)
        var check = fixtures.check(features: ["a"])
        check.dataset.criticalShare = .nan
        let error = #expect(throws: ReportError.self) { try Report.check(check).rendered(as: .json) }
        #expect(error?.code == .notFinite && error?.path == "dataset.critical_share")
    }

    @Test func noInvisibleCharacterStandsInJSON() throws {
        var fixtures = ReportFixtures(seed: 10)
        let json = try Report.check(fixtures.check(features: ReportFixtures.hostileNames)).rendered(as: .json)
        let hidden = json.unicodeScalars.filter {
            $0 != "\n" && [.control, .format, .lineSeparator].contains($0.properties.generalCategory)
        }
        #expect(hidden.isEmpty, "\(hidden.map(\.value))")
    }
}
