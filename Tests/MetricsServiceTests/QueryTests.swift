import Contracts
import EventLog
import GRPCCore
import Identity
import MetricsService
import Postgres
import ProfileStore
import Protos
import Statistics
import StreamService
import SwiftProtobuf
import TestPostgres
import TestStream
import Testing

@Suite(.serialized) struct QueryTests {
    static let hourNanos = Timestamp.nanosPerHour
    static let now = Timestamp.now.nanos
    static let first = Timestamp.now.floored(toNanos: hourNanos).nanos - 4 * hourNanos

    private static func query(
        _ metric: String, _ feature: String = "", step: Int64 = hourNanos,
        _ change: (inout Driftwatch_V1_QueryMetricRequest) -> Void = { _ in }
    ) -> Driftwatch_V1_QueryMetricRequest {
        var request = Driftwatch_V1_QueryMetricRequest()
        (request.deploymentID, request.metric, request.feature) = ("credit", metric, feature)
        (request.startUnixNanos, request.endUnixNanos, request.stepNanos) = (first, now + hourNanos, step)
        change(&request)
        return request
    }

    @Test func oneEventOfNowIsSeenAtOnceAndItsDriftIsInsufficient() async throws {
        let stream = try await TestStream.make()
        try await stream.working {
            try await stream.append([event("req_abc", at: .now, age: 42, region: "NA", cohort: "web", latency: 45)], sequence: 1)
            let sent = ContinuousClock.now
            try await eventually("the event is seen") { try await stream.ask(Self.query("count")).total.value == 1 }
            #expect(ContinuousClock.now - sent < .seconds(60))
        }
        let psi = try await stream.ask(Self.query("psi", "age"))
        #expect((psi.total.state, psi.total.value, psi.total.count) == ("insufficient", 0, 1))
        #expect(psi.series.map(\.value.state) == ["insufficient"])
        #expect(psi.series.map(\.open) == [true])
        #expect((psi.thresholds.warning, psi.thresholds.critical) == (0.1, 0.25))
        let latency = try await stream.ask(Self.query("latency_p50"))
        #expect(abs(latency.total.value - 45) <= 0.45 && latency.unit == "ms")
        #expect(latency.slices["cohort=web"]?.points.count == 1)
    }

    /// Open hours, closed ones and fine steps give the same counts.
    @Test func stepsOfAnyLengthAddUp() async throws {
        let stream = try await TestStream.make()
        try await stream.append(events(900, prefix: "a", in: Self.first..<Self.first + 3 * Self.hourNanos), sequence: 1)
        try await stream.append((0..<5).map { event("n\($0)", at: .now, age: 1, cohort: "web") }, sequence: 2)
        try await stream.working { try await stream.settle() }
        for step in [1, 7, 30, 60, 120, 1440] as [Int64] {
            let answer = try await stream.ask(Self.query("count", step: step * Timestamp.nanosPerMinute))
            #expect(answer.series.reduce(0) { $0 + $1.value.value } == 905, "step \(step)")
            #expect(answer.total.value == 905)
            #expect(answer.slices["cohort=web"]?.points.reduce(0) { $0 + $1.value.value } == 305)
            #expect(answer.series.map(\.timeUnixNanos) == answer.series.map(\.timeUnixNanos).sorted())
        }
        let hourly = try await stream.ask(Self.query("count"))
        #expect(hourly.series.map(\.value.value) == [300, 300, 300, 5])
        #expect(hourly.series.map(\.open) == [false, false, false, true])
        let version = try await stream.ask(Self.query("count") { $0.modelVersion = "v2" })
        #expect(version.total.value == 180)
        let part = try await stream.ask(
            Self.query("count") {
                ($0.startUnixNanos, $0.endUnixNanos) = (
                    Self.first + 30 * Timestamp.nanosPerMinute, Self.first + 2 * Self.hourNanos
                )
            })
        #expect(part.series.map(\.value.value) == [150, 300])
        let rate = try await stream.ask(Self.query("event_rate"))
        #expect(rate.series.first?.value.value == 300.0 / 3600)
    }

    @Test func numbersEqualThoseOfTheModuleItself() async throws {
        let stream = try await TestStream.make()
        let reference = events(500, prefix: "r", in: Self.first..<Self.first + Self.hourNanos, seed: 3)
        let current = events(
            600, prefix: "c", in: Self.first + Self.hourNanos..<Self.first + 3 * Self.hourNanos, mean: 45, seed: 4)
        try await stream.append(reference, sequence: 1)
        try await stream.append(current, sequence: 2)
        try await stream.working {
            try await stream.settleCounting()
            try await stream.setReference(Self.first..<Self.first + Self.hourNanos)
            try await stream.settle()
        }
        let record = try #require(try await stream.store.latestReference(of: stream.key, project: nil))
        let bins = try await stream.store.reference(record, project: nil)
        var accumulator = ProfileAccumulator(reference: bins)
        let cells = [Int32](repeating: 0, count: current.count)
        accumulator.update(events: cells.span)
        let ages = current.map { $0.features["age"]?.number ?? .nan }
        accumulator.update(number: "age", contentsOf: ages.span, cells: cells.span)
        let profile = accumulator.profile(ofCell: 0)
        let answered: [DriftMetric] = [.psi, .ks, .jsDistance, .jsDivergence, .kl, .hellinger, .totalVariation, .lInfinity]
        for metric in answered {
            let answer = try await stream.ask(
                Self.query(metric.rawValue, "age") { $0.startUnixNanos = Self.first + Self.hourNanos })
            let value = try #require(DriftAnalysis(reference: bins).value(metric, of: "age", current: profile))
            #expect(abs(answer.total.value - value.value) <= 1e-12, "\(metric)")
            #expect(answer.total.severity == value.severity?.rawValue)
            #expect(answer.reference.version == 1)
            // Closed hours come from the series; the same hours summed from cells give the same numbers.
            let fine = try await stream.ask(
                Self.query(metric.rawValue, "age", step: 120 * Timestamp.nanosPerMinute) {
                    $0.startUnixNanos = Self.first + Self.hourNanos
                })
            #expect(abs(fine.total.value - value.value) <= 1e-12)
        }
        let mean = try await stream.ask(Self.query("mean", "age") { $0.startUnixNanos = Self.first + Self.hourNanos })
        let known = ages.filter { !$0.isNaN }
        #expect(abs(mean.total.value - known.reduce(0, +) / Double(known.count)) <= 1e-12 * 45)
        let median = try await stream.ask(Self.query("p50", "income") { $0.startUnixNanos = Self.first + Self.hourNanos })
        let incomes = current.compactMap { $0.features["income"]?.number }.sorted()
        #expect(abs(median.total.value - incomes[300]) <= median.total.errorBound + 1000)
        #expect(median.total.count == 600 && median.series.map(\.value.count) == [300, 300])
        let missing = try await stream.ask(Self.query("missing_ratio", "age") { $0.startUnixNanos = Self.first + Self.hourNanos })
        #expect(missing.total.value == Double(ages.count { $0.isNaN }) / 600)
        let share = try await stream.ask(
            Self.query("prediction_share", "approve") { $0.startUnixNanos = Self.first + Self.hourNanos })
        #expect(share.total.value == Double(current.count { $0.prediction.class == "approve" }) / 600)
        let errors = try await stream.ask(Self.query("error_rate"))
        #expect(errors.total.value == 22.0 / 1100)

        let drift = try await stream.asking { context in
            try await stream.metrics.getDrift(
                request: .with {
                    ($0.deploymentID, $0.startUnixNanos, $0.endUnixNanos) = ("credit", Self.first + Self.hourNanos, Self.now)
                }, context: context)
        }
        #expect(drift.features.first?.feature == "age" && drift.features.first?.drifted == true)
        #expect(drift.count == 600 && drift.status != "OK")
        let distribution = try await stream.asking { context in
            try await stream.metrics.getDistribution(
                request: .with {
                    ($0.deploymentID, $0.feature, $0.bins) = ("credit", "age", 12)
                    ($0.startUnixNanos, $0.endUnixNanos) = (Self.first + Self.hourNanos, Self.now)
                }, context: context)
        }
        #expect(distribution.bins.count == 13 && distribution.bins.last?.kind == "missing")
        #expect(abs(distribution.bins.reduce(0) { $0 + $1.reference } - 1) < 1e-12)
        #expect(abs(distribution.bins.reduce(0) { $0 + $1.current } - 1) < 1e-12)
        #expect((distribution.countReference, distribution.countCurrent) == (500, 600))
    }

    @Test func withoutAReferenceThereIsNoDriftButTheRest() async throws {
        let stream = try await TestStream.make()
        try await stream.append(events(300, prefix: "a", in: Self.first..<Self.first + Self.hourNanos), sequence: 1)
        try await stream.working { try await stream.settle() }
        #expect(try await stream.ask(Self.query("psi", "age")).total.state == "no_reference")
        #expect(try await stream.ask(Self.query("mean", "region")).total.state == "not_applicable")
        #expect(try await stream.ask(Self.query("score_mean")).total.state == "ok")
        let drift = try await stream.asking { context in
            try await stream.metrics.getDrift(
                request: .with { ($0.deploymentID, $0.startUnixNanos, $0.endUnixNanos) = ("credit", Self.first, Self.now) },
                context: context)
        }
        #expect(drift.status == "NO_REFERENCE" && drift.features.contains { $0.feature == "region" && $0.type == "category" })
    }

    @Test(
        arguments: [
            (RPCError.Code.notFound, "no deployment 'nope'", query("count") { $0.deploymentID = "nope" }),
            (.invalidArgument, "deployment_id", query("count") { $0.deploymentID = "" }),
            (.invalidArgument, "did you mean psi?", query("psj", "age")), (.notFound, "did you mean 'age'", query("psi", "agee")),
            (.invalidArgument, "say which (known: __prediction__, __score__, age, income, region)", query("psi")),
            (.invalidArgument, "leave the feature out", query("count", "age")),
            (.invalidArgument, "multiple of a minute", query("count", step: 7)),
            (.invalidArgument, "steps", query("count", step: Timestamp.nanosPerMinute) { $0.startUnixNanos = 0 }),
            (.invalidArgument, "empty", query("count") { $0.endUnixNanos = 0 }),
            (.notFound, "did you mean 'cohort=web'", query("count") { $0.slice = "cohort=wep" }),
            (.notFound, "model version", query("count") { $0.modelVersion = "v9" }),
            (.invalidArgument, "key=value", query("count") { $0.slice = "web" }),
        ] as [(RPCError.Code, String, Driftwatch_V1_QueryMetricRequest)])
    func badQueriesAreRefusedInWords(code: RPCError.Code, words: String, request: Driftwatch_V1_QueryMetricRequest) async throws {
        let stream = try await TestStream.make()
        try await stream.append(events(30, prefix: "a", in: Self.first..<Self.first + Self.hourNanos), sequence: 1)
        try await stream.working { try await stream.settleCounting() }
        let error = await #expect(throws: RPCError.self) { try await stream.ask(request) }
        #expect(error?.code == code)
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }

    @Test func anotherProjectSeesNothing() async throws {
        let stream = try await TestStream.make()
        try await stream.append(events(200, prefix: "a", in: Self.first..<Self.first + Self.hourNanos), sequence: 1)
        try await stream.working {
            try await stream.settleCounting()
            try await stream.setReference(Self.first..<Self.first + Self.hourNanos)
            try await stream.settle()
        }
        let other = try await stream.database.makeProject()
        let error = await #expect(throws: RPCError.self) {
            try await stream.asking(as: other) { try await stream.metrics.queryMetric(request: Self.query("count"), context: $0) }
        }
        #expect(error?.code == .notFound)
        let list = try await stream.asking(as: other) { try await stream.metrics.listDeployments(request: .init(), context: $0) }
        #expect(list.deployments.isEmpty)
        for table in [
            "profile_cells", "profile_hours", "metric_series", "deployment_references", "deployment_features",
            "deployment_values",
            "deployment_activity", "client_sequences",
        ] {
            #expect(try await stream.database.count(table) > 0, "\(table) has something to hide")
            for project in [other, nil] {
                let seen = try await stream.servicePool.transaction(project: project) {
                    try await $0.query("SELECT count(*) FROM \(table)").onlyRow().int(0)
                }
                #expect(seen == 0, "\(table)")
            }
        }
        await #expect(throws: RPCError.self) {
            try await stream.asking(role: .writer) {
                try await stream.metrics.queryMetric(request: Self.query("count"), context: $0)
            }
        }
    }

    @Test func eventsComeBackNewestFirstAndOnce() async throws {
        let stream = try await TestStream.make()
        let batch = (0..<5).map { event("e\($0)", at: .now, age: Double($0), region: "NA", cohort: "web") }
        try await stream.append(batch, sequence: 1)
        try await stream.append(batch, sequence: 1)
        try await stream.append(
            [event("f", at: .now, age: 9), event("e1", at: .now, age: 9)], sequence: 1, deduplication: .requestID)
        try await stream.append(
            [event("f", at: .now, age: 9), event("g", at: .now, age: 9)], sequence: 1, deduplication: .requestID)
        try await stream.working { try await stream.settleCounting() }
        try await stream.append([event("later", at: .now)], sequence: 2)
        func list(_ limit: UInt32 = 0, _ id: String = "") async throws -> [Driftwatch_V1_StoredEvent] {
            try await stream.asking { context in
                try await stream.metrics.listEvents(
                    request: .with { ($0.deploymentID, $0.limit, $0.requestID) = ("credit", limit, id) }, context: context
                ).events
            }
        }
        #expect(try await list().map(\.event.requestID) == ["g", "e1", "f", "e4", "e3", "e2", "e1", "e0"])
        #expect(try await list(2).map(\.event.requestID) == ["g", "e1"])
        let found = try await list(10, "e3")
        #expect(found.map(\.event.features["age"]?.number) == [3])
        #expect(found.first?.event.metadata["cohort"] == "web")
        #expect(found.first.map { $0.receivedUnixNanos > 0 } == true)
    }

    @Test func aDeploymentSaysWhatWasSeenOfIt() async throws {
        let stream = try await TestStream.make()
        try await stream.append(events(60, prefix: "a", in: Self.first..<Self.first + Self.hourNanos), sequence: 1)
        try await stream.working { try await stream.settleCounting() }
        let deployment = try await stream.asking {
            try await stream.metrics.getDeployment(request: .with { $0.deploymentID = "credit" }, context: $0)
        }
        #expect(deployment.modelVersions == ["v1", "v2"])
        #expect(deployment.slices == ["cohort=app", "cohort=web"])
        #expect(deployment.features.map(\.name) == ["__prediction__", "__score__", "age", "income", "region"])
        #expect(deployment.features.map(\.type) == ["category", "number", "number", "number", "category"])
        #expect((deployment.count, deployment.firstEventUnixNanos) == (60, Self.first))
        #expect(!deployment.hasReference)
        let list = try await stream.asking { try await stream.metrics.listDeployments(request: .init(), context: $0) }
        #expect(list.deployments == [deployment])
    }
}

extension TestStream {
    func ask(_ request: Driftwatch_V1_QueryMetricRequest) async throws -> Driftwatch_V1_QueryMetricResponse {
        try await asking { try await metrics.queryMetric(request: request, context: $0) }
    }

    func settleCounting() async throws {
        try await eventually("the log is counted") {
            let ends = try await log.endOffsets()
            return try await store.progress().reduce(0) { $0 + $1.processedOffset } == ends.reduce(0, +)
        }
    }

    func setReference(_ window: Range<Int64>) async throws {
        _ = try await asking { context in
            try await stream.setReference(
                request: .with {
                    $0.deploymentID = "credit"
                    $0.window = .with { ($0.startUnixNanos, $0.endUnixNanos) = (window.lowerBound, window.upperBound) }
                }, context: context)
        }
    }
}
