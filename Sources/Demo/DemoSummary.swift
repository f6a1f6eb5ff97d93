internal import Foundation
internal import Protos
internal import Statistics

/// What the demo found: counts, scores, times.
struct DemoSummary {
    let sent: Int
    /// Of the event that registered the deployment.
    let first: EventSender.Outcome
    /// Of all the others.
    let outcome: EventSender.Outcome
    let stored: Int
    let timeToVisible: Duration
    /// As the platform answers it.
    let drift: Driftwatch_V1_GetDriftResponse
    /// The highest PSI of an hour, by feature.
    let worstHours: [String: Double]
    /// As the same module computes it over the files, in the same bins.
    let offline: DatasetDrift

    /// Whether every count and every score agrees.
    var agrees: Bool {
        acknowledged == sent && stored == sent && outcome.refused == 0 && outcome.lost == 0
            && largestDifference.map { $0 <= 1e-12 } == true
    }

    private var acknowledged: Int { first.acknowledged + outcome.acknowledged }

    /// Between the platform's scores and those from the files; nil when one lacks a score that the other has.
    var largestDifference: Double? {
        var largest = 0.0
        for feature in offline.features {
            guard let online = drift.features.first(where: { $0.feature == feature.name.description }) else { return nil }
            for value in feature.values {
                guard let other = online.metrics[value.metric.rawValue], other.state == value.state.rawValue else { return nil }
                largest = max(largest, abs(other.value - value.value))
            }
        }
        return largest
    }

    var text: String {
        let rate = Double(sent) / (outcome.duration / .seconds(1))
        let latency = outcome.latency
        let drifted = drift.features.filter(\.drifted).count
        let peaks = worstHours.values.filter { Thresholds.standard(for: .psi).severity(of: $0) != .low }
        var lines = [
            "",
            "  sent          \(grouped(sent))   (\(grouped(Int(rate))) events/s until the last acknowledgement)",
            "  acknowledged  \(grouped(acknowledged))   p50 \(milliseconds(latency.p50)), p95 \(milliseconds(latency.p95)), "
                + "p99 \(milliseconds(latency.p99))",
            "  stored        \(grouped(stored))   \(seconds(timeToVisible)) from the last event to its being visible",
            "  \(acknowledged == sent && stored == sent ? "All three are equal." : "THESE DIFFER.")",
            "",
            "  drift against 2015 over all: \(drift.status), \(drifted) of \(drift.features.count) columns; "
                + "by the hour \(peaks.count) columns drifted at times",
            "",
            "  column           PSI      KS       JS       PSI of the worst hour",
        ]
        for feature in drift.features {
            let name = feature.feature.padding(toLength: 16, withPad: " ", startingAt: 0)
            let scores = ["psi", "ks", "js_distance"].map { score(feature.metrics[$0]) }.joined(separator: "  ")
            let worst = worstHours[feature.feature]
            let mark = worst.map { Thresholds.standard(for: .psi).severity(of: $0) }.map { $0 == .low ? "" : "  \($0.rawValue)" }
            lines.append("  \(name) \(scores)  \(worst.map { String(format: "%.4f", $0) } ?? "–")\(mark ?? "")")
        }
        lines.append("")
        if let difference = largestDifference {
            lines.append("  The same module over the files gives the same scores: they differ by \(difference) at the most.")
        } else {
            lines.append("  THE FILES GIVE OTHER SCORES.")
        }
        return lines.joined(separator: "\n") + "\n\n"
    }

    private func score(_ value: Driftwatch_V1_Value?) -> String {
        guard let value, value.state == "ok" else {
            return (value?.state ?? "–").padding(toLength: 7, withPad: " ", startingAt: 0)
        }
        return String(format: "%.4f ", value.value)
    }

    private func milliseconds(_ value: Double) -> String { String(format: "%.1f ms", value) }

    private func seconds(_ duration: Duration) -> String { String(format: "%.2f s", duration / .seconds(1)) }
}
