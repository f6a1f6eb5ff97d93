internal import GRPCCore
internal import Platform
internal import Protos
internal import RPC
internal import Statistics

/// The calls that the demo makes, with its key.
struct DemoServices {
    private let stream: Driftwatch_V1_Stream.Client<CoreClientTransport>
    private let metrics: Driftwatch_V1_Metrics.Client<CoreClientTransport>
    private let metadata: Metadata

    init(platform: Platform, key: String) throws {
        stream = .init(wrapping: try RPCClient.make("unix:\(platform.directory.streamSocket)"))
        metrics = .init(wrapping: try RPCClient.make("unix:\(platform.directory.metricsSocket)"))
        metadata = ["authorization": "Bearer \(key)"]
    }

    /// Sets the reference; the deployment may still be on its way through the log.
    func setReference(_ reference: Reference, of deployment: String, description: String) async throws {
        var request = Driftwatch_V1_SetReferenceRequest()
        request.deploymentID = deployment
        request.profile = .init(reference.encode())
        request.description_p = description
        try await retrying(for: .seconds(20)) { _ = try await stream.setReference(request, metadata: metadata) }
    }

    /// Waits until so many events can be seen, at most a minute; gives how many there are.
    func waitUntilStored(_ count: Int, deployment: String, window: (start: Int64, end: Int64)) async throws -> Int {
        let end = ContinuousClock.now + .seconds(60)
        var request = Driftwatch_V1_QueryMetricRequest()
        request.deploymentID = deployment
        request.metric = "count"
        request.startUnixNanos = window.start
        request.endUnixNanos = window.end
        request.stepNanos = 3_600_000_000_000
        while true {
            let stored = Int(try await metrics.queryMetric(request, metadata: metadata).total.count)
            if stored >= count || ContinuousClock.now > end { return stored }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// The drift of every feature over the window, once all of it is counted in the reference's bins.
    func drift(of deployment: String, window: (start: Int64, end: Int64)) async throws -> Driftwatch_V1_GetDriftResponse {
        var request = Driftwatch_V1_GetDriftRequest()
        request.deploymentID = deployment
        request.startUnixNanos = window.start
        request.endUnixNanos = window.end
        var expected = Driftwatch_V1_QueryMetricRequest()
        expected.deploymentID = deployment
        expected.metric = "count"
        expected.startUnixNanos = window.start
        expected.endUnixNanos = window.end
        expected.stepNanos = 3_600_000_000_000
        let count = try await metrics.queryMetric(expected, metadata: metadata).total.count
        let end = ContinuousClock.now + .seconds(60)
        while true {
            let drift = try await metrics.getDrift(request, metadata: metadata)
            let complete = drift.features.allSatisfy { $0.metrics.values.allSatisfy { $0.count == count } }
            if (complete && !drift.features.isEmpty) || ContinuousClock.now > end { return drift }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// The highest PSI of an hour of each feature.
    func worstHours(of features: [String], deployment: String, window: (start: Int64, end: Int64)) async throws -> [String:
        Double]
    {
        var worst: [String: Double] = [:]
        for feature in features {
            var request = Driftwatch_V1_QueryMetricRequest()
            request.deploymentID = deployment
            request.metric = "psi"
            request.feature = feature
            request.startUnixNanos = window.start
            request.endUnixNanos = window.end
            request.stepNanos = 3_600_000_000_000
            let points = try await metrics.queryMetric(request, metadata: metadata).series.filter { $0.value.state == "ok" }
            worst[feature] = points.map(\.value.value).max()
        }
        return worst
    }

    private func retrying(for duration: Duration, _ body: () async throws -> Void) async throws {
        let end = ContinuousClock.now + duration
        while true {
            do {
                return try await body()
            } catch let error as RPCError where error.code == .notFound && ContinuousClock.now < end {
                try await Task.sleep(for: .milliseconds(100))
            }
        }
    }
}
