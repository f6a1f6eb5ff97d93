import Statistics
import Testing

/// Online detectors alarm where river's do.
@Suite struct OnlinePeerTests {
    struct Alarms: Decodable { let changes: [Int], warnings: Int }
    struct Window: Decodable { let changes: [Int], width: Double, total: Double, variance: Double }
    struct Numbers: Decodable {
        let seed: UInt64, shift: Double, sum: Double
        let adwin: Window, adwin_wide: Window
        let page_hinkley: Alarms, page_hinkley_low: Alarms, kswin: Alarms
    }
    struct Errors: Decodable {
        let seed: UInt64, before: Double, after: Double, sum: Int
        let ddm: Alarms, eddm: Alarms, hddm_a: Alarms
    }
    struct Content: Decodable { let numbers: [Numbers], errors: [Errors] }

    let content: Content
    init() throws { content = try PeerFixtures.read("online.json") }

    private func stream(_ item: Numbers) throws -> [Double] {
        var random = SplitMix(seed: item.seed)
        let values = (0..<4_000).map { place in random.normal() + item.shift * Double(place / 1_000) }
        try #require(close(values.reduce(0, +), item.sum, tolerance: 1e-9))
        return values
    }

    private func stream(_ item: Errors) throws -> [Bool] {
        var random = SplitMix(seed: item.seed)
        let values = (0..<3_000).map { random.uniform() < ($0 < 1_500 ? item.before : item.after) }
        try #require(values.count { $0 } == item.sum)
        return values
    }

    @Test func adaptiveWindowsAreRivers() throws {
        for item in content.numbers {
            let values = try stream(item)
            for (delta, expected) in [(0.002, item.adwin), (0.2, item.adwin_wide)] {
                var window = AdaptiveWindow(delta: delta)
                #expect(values.indices.filter { window.update(values[$0]) } == expected.changes, "seed \(item.seed)")
                #expect(Double(window.count) == expected.width)
                #expect(close(window.mean, expected.total / expected.width, scale: 1, tolerance: 1e-9))
            }
        }
    }

    @Test func pageHinkleyAlarmsWhereRiversDoes() throws {
        for item in content.numbers {
            let values = try stream(item)
            var standard = PageHinkley()
            #expect(values.indices.filter { standard.update(values[$0]) } == item.page_hinkley.changes)
            var low = PageHinkley(minimumCount: 10, threshold: 8)
            #expect(values.indices.filter { low.update(values[$0]) } == item.page_hinkley_low.changes)
        }
    }

    /// The older half of the window is taken whole, so nothing is left to chance. river empties the window at a change.
    @Test func windowDetectorAlarmsWhereRiversDoes() throws {
        for item in content.numbers {
            var detector = WindowDetector(alpha: 0.0005, windowSize: 60, recentSize: 30)
            let values = try stream(item)
            let changes = values.indices.filter {
                guard detector.update(values[$0]) else { return false }
                detector = WindowDetector(alpha: 0.0005, windowSize: 60, recentSize: 30)
                return true
            }
            #expect(changes == item.kswin.changes, "seed \(item.seed)")
        }
    }

    @Test func errorDetectorsAlarmWhereRiversDo() throws {
        for item in content.errors {
            let values = try stream(item)
            func check(_ expected: Alarms, _ name: String, _ update: (Bool) -> ErrorRateDetector.State) {
                let states = values.map(update)
                #expect(states.indices.filter { states[$0] == .changed } == expected.changes, "\(name), seed \(item.seed)")
                #expect(states.count { $0 == .warning } == expected.warnings, "\(name), seed \(item.seed)")
            }
            // river's warm start is the number of answers before the first that counts.
            var rate = ErrorRateDetector(minimumCount: 31)
            check(item.ddm, "DDM") { rate.update(isError: $0) }
            var distance = ErrorDistanceDetector()
            check(item.eddm, "EDDM") { distance.update(isError: $0) }
            var bounded = HoeffdingDetector()
            check(item.hddm_a, "HDDM-A") { bounded.update($0 ? 1 : 0) }
        }
    }
}
