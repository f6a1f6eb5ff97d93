import Reports
import Testing

@Suite struct ReportReadingTests {
    private func error(_ json: String) -> ReportError? {
        do {
            _ = try Report(json: Array(json.utf8))
            return nil
        } catch {
            return error
        }
    }

    private func check() throws -> String {
        var fixtures = ReportFixtures(seed: 11)
        return try Report.check(fixtures.check(features: ["age"])).rendered(as: .json)
    }

    @Test(arguments: ["", "{", "nonsense", "{\"task\":}", "\u{0}", "[1,"])
    func whatIsNoJSONIsSaidSo(text: String) {
        #expect(error(text)?.code == .notJSON)
        #expect(error(text)?.message.contains("\n") == false)
    }

    @Test(arguments: [
        "{}", "[]", "1", "null", "\"text\"", "{\"status\":\"OK\"}", "{\"task\":\"binary\",\"global_status\":\"OK\"}",
    ])
    func whatIsNoAnswerOfOursIsForeign(text: String) {
        #expect(error(text)?.code == .foreign)
    }

    @Test func aDamagedMemberIsNamed() throws {
        let text = try check()
        #expect(error(text)?.code == nil)
        let cases = [
            ("\"n_reference\": 68785", "\"n_reference\": \"many\"", "dataset.n_reference: is not a whole number"),
            ("\"n_reference\": 68785", "\"n_reference\": 1e99", "a value cannot be taken: "),
            ("\"n_reference\": 68785", "\"other\": 1", "dataset.n_reference: is missing"),
            ("\"alpha\": 0.05", "\"alpha\": null", "dataset.alpha: is null instead of a number"),
            ("\"global_status\": ", "\"global_status\": 1, \"x\": ", "global_status: is not a text"),
        ]
        for (old, new, message) in cases {
            #expect(text.contains(old), "\(old)")
            let damaged = text.replacing(old, with: new)
            #expect(error(damaged)?.description.hasPrefix(message) == true, "\(error(damaged)?.description ?? "no error")")
        }
    }

    @Test(arguments: [
        ("", "line 1, column 1: expected a value"), ("{\"task\": 1", "line 1, column 11: expected ',' or '}'"),
        ("{\"task\": 1\n \"n\": 2}", "line 2, column 2: expected ',' or '}'"),
        ("{task: 1}", "line 1, column 2: expected a name in quotes"),
        ("{\"task\" 1}", "line 1, column 9: expected ':'"), ("{\"task\": [1, tru]}", "line 1, column 14: expected a value"),
        ("{\"task\": \"x", "line 1, column 12: expected a closing quote"), ("{} x", "line 1, column 4: expected the end"),
    ])
    func whatIsNoJSONIsSaidWithItsPlace(text: String, fault: String) {
        #expect(error(text)?.description == "is not JSON: \(fault)")
    }

    @Test func noDamageTraps() throws {
        var fixtures = ReportFixtures(seed: 12)
        let documents = [
            Array(try check().utf8),
            Array(try Report.evaluation(fixtures.evaluation(slices: ["a", "b"])).rendered(as: .json).utf8),
        ]
        var read = 0
        for _ in 0..<600 {
            var bytes = documents[fixtures.below(2)]
            for _ in 0...fixtures.below(3) {
                let place = fixtures.below(bytes.count)
                switch fixtures.below(4) {
                case 0: bytes[place] = UInt8(fixtures.below(256))
                case 1: bytes.removeSubrange(place..<min(bytes.count, place + 1 + fixtures.below(40)))
                case 2: bytes.insert(contentsOf: Array("-1e308".utf8), at: place)
                default: bytes = Array(bytes.prefix(max(1, place)))
                }
            }
            guard let report = try? Report(json: bytes) else { continue }
            read += 1
            for format in ReportFormat.allCases {
                _ = try? report.rendered(as: format, style: ReportStyle(width: 40 + read % 90))
            }
        }
        #expect(read > 10)
    }
}
