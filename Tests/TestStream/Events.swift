package import Contracts
package import Protos
internal import SwiftProtobuf

/// An event of the test deployment.
package func event(
    _ id: String, at time: Timestamp, version: String = "v1", age: Double? = nil, income: Double? = nil, region: String? = nil,
    cohort: String? = nil, predicted: String? = nil, score: Double? = nil, latency: Double? = nil, error: String = "",
    deployment: String = "credit"
) -> Driftwatch_V1_InferenceEvent {
    var event = Driftwatch_V1_InferenceEvent()
    event.deploymentID = deployment
    event.requestID = id
    event.timeUnixNanos = time.nanos
    event.modelVersion = version
    if let age { event.features["age"] = .with { $0.number = age } }
    if let income { event.features["income"] = .with { $0.number = income } }
    if let region { event.features["region"] = .with { $0.category = region } }
    if let cohort { event.metadata["cohort"] = cohort }
    if let predicted { event.prediction.class = predicted }
    if let score { event.prediction.score = .with { $0.value = score } }
    if let latency { event.latencyMs = .with { $0.value = latency } }
    event.errorCode = error
    return event
}

/// Seeded events: ages around `mean`, three regions, three cohorts, spread over a range of time.
package func events(
    _ count: Int, prefix: String, in range: Range<Int64>, mean: Double = 40, seed: UInt64 = 1
) -> [Driftwatch_V1_InferenceEvent] {
    var generator = SplitMix(state: seed)
    return (0..<count).map { index in
        let time = Timestamp(nanos: range.lowerBound + Int64(index) * ((range.upperBound - range.lowerBound) / Int64(count)))
        let age = mean + (0..<6).reduce(0.0) { sum, _ in sum + Double.random(in: -5...5, using: &generator) }
        return event(
            "\(prefix)-\(index)", at: time, version: index % 5 == 0 ? "v2" : "v1",
            age: index % 17 == 0 ? nil : age, income: Double.random(in: 0...100_000, using: &generator).rounded(),
            region: ["NA", "EU", "APAC"][Int.random(in: 0..<3, using: &generator)], cohort: ["web", "app", nil][index % 3],
            predicted: Bool.random(using: &generator) ? "approve" : "deny", score: Double.random(in: 0...1, using: &generator),
            latency: Double.random(in: 1...200, using: &generator), error: index % 50 == 0 ? "timeout" : "")
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014).
package struct SplitMix: RandomNumberGenerator {
    package var state: UInt64

    package init(state: UInt64) { self.state = state }

    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
        return value ^ value >> 31
    }
}
