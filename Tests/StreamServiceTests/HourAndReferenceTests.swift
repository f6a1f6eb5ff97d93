import Contracts
import GRPCCore
import Identity
import ProfileStore
import Protos
import Statistics
import Postgres
import StreamService
import SwiftProtobuf
import TestStream
import Testing
import Wire

@Suite(.serialized) struct HourAndReferenceTests {
    static let hourNanos = Timestamp.nanosPerHour
    static let first = Timestamp.now.floored(toNanos: hourNanos).nanos - 5 * hourNanos

    private static func hour(_ number: Int) -> Range<Int64> {
        let start = first + Int64(number) * hourNanos
        return start..<start + hourNanos
    }

    @Test func lateEventsChangeAClosedHour() async throws {
        let stream = try await TestStream.make()
        try await stream.append(events(150, prefix: "a", in: Self.hour(0)), sequence: 1)
        try await stream.working { try await stream.settle() }
        let before = try await stream.series("count", "")
        #expect(before == [SeriesPoint(hour: Self.first, slice: "", version: "", value: 150, count: 150, state: "ok")])
        try await stream.append(events(30, prefix: "late", in: Self.hour(0)), sequence: 2)
        try await stream.working { try await stream.settle() }
        #expect(try await stream.series("count", "").map(\.value) == [180])
        #expect(try await stream.series("count", "cohort=web").map(\.value) == [60])
    }

    /// What is counted anew for a reference equals what the same module computes over the events themselves.
    @Test func aReferenceRecountsWhatCameBefore() async throws {
        let stream = try await TestStream.make()
        let reference = events(500, prefix: "r", in: Self.hour(0), seed: 7)
        let current = events(400, prefix: "c", in: Self.hour(1), mean: 46, seed: 8)
        try await stream.append(reference, sequence: 1)
        try await stream.append(current, sequence: 2)
        try await stream.append(current, sequence: 2)
        let (set, later) = try await stream.working {
            try await stream.settleCounting()
            let window = Self.hour(0)
            let set = try await stream.asking { context in
                try await stream.stream.setReference(
                    request: .with {
                        $0.deploymentID = "credit"
                        $0.window = .with { ($0.startUnixNanos, $0.endUnixNanos) = (window.lowerBound, window.upperBound) }
                        $0.description_p = "the first hour"
                    }, context: context)
            }
            try await stream.settle()
            let later = events(300, prefix: "d", in: Self.hour(2), mean: 46, seed: 9)
            try await stream.append(later, sequence: 3)
            try await stream.settle()
            return (set, later)
        }
        #expect((set.version, set.count, set.description_p) == (1, 500, "the first hour"))
        let bins = try await stream.reference()
        #expect(bins == Offline.reference(reference))
        for (number, sent) in [(1, current), (2, later)] {
            let expected = try Offline.profile(sent, reference: bins)
            for metric in [DriftMetric.psi, .ks, .jsDistance] {
                let points = try await stream.series(metric.rawValue, "", feature: "age").filter {
                    $0.hour == Self.hour(number).lowerBound
                }
                let value = try #require(DriftAnalysis(reference: bins).value(metric, of: "age", current: expected))
                #expect(points.map(\.value) == [value.value], "\(metric) of hour \(number)")
                #expect(points.map(\.count) == [Int64(value.countCurrent)])
            }
        }
        // A later reference starts series of its own; the earlier ones stay.
        _ = try await stream.working {
            let encoded = Offline.reference(current).encode()
            let second = try await stream.asking { context in
                try await stream.stream.setReference(
                    request: .with { ($0.deploymentID, $0.profile) = ("credit", .init(encoded)) }, context: context)
            }
            #expect(second.version == 2)
            try await stream.settle()
        }
        let both = try await stream.series("psi", "", feature: "age").filter { $0.hour == Self.hour(1).lowerBound }
        #expect(both.count == 2)
        #expect(try await stream.stored() == 1200)
    }

    @Test func badReferencesAreRefusedInWords() async throws {
        let stream = try await TestStream.make()
        try await stream.append(events(50, prefix: "a", in: Self.hour(0)), sequence: 1)
        try await stream.working { try await stream.settleCounting() }
        let hour = Self.hour(0)
        func refused(
            _ code: RPCError.Code, _ words: String, role: Role = .editor,
            _ build: (inout Driftwatch_V1_SetReferenceRequest) -> Void
        )
            async throws
        {
            var request = Driftwatch_V1_SetReferenceRequest()
            request.deploymentID = "credit"
            build(&request)
            let error = await #expect(throws: RPCError.self) {
                try await stream.asking(role: role) { try await stream.stream.setReference(request: request, context: $0) }
            }
            #expect(error?.code == code)
            #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
        }
        try await refused(.invalidArgument, "give a source") { _ in }
        try await refused(.invalidArgument, "must be 1 to 128") { $0.deploymentID = "no such name!" }
        try await refused(.invalidArgument, "cannot be read") { $0.profile = .init([9, 9, 9]) }
        try await refused(.invalidArgument, "its start must be before its end") { $0.window = .with { $0.startUnixNanos = 5 } }
        try await refused(.failedPrecondition, "has 50 logged events") {
            $0.window = .with { ($0.startUnixNanos, $0.endUnixNanos) = (hour.lowerBound, hour.upperBound) }
        }
        try await refused(.permissionDenied, "may not", role: .reader) { $0.profile = .init([1]) }
    }

    @Test func foldingChangesNoSum() async throws {
        let stream = try await TestStream.make()
        try await stream.append(events(300, prefix: "a", in: Self.hour(0)), sequence: 1)
        try await stream.working { try await stream.settle() }
        try await stream.append(events(200, prefix: "b", in: Self.hour(0)), sequence: 2)
        try await stream.working { try await stream.settle() }
        let before = try await stream.total()
        let rows = try await stream.database.count("profile_cells")
        let store = stream.store
        let later = Timestamp.now.advanced(by: .seconds(1000 * 86_400))
        while try await store.foldDeltas(quietSince: later, limit: 50) > 0 {}
        #expect(try await stream.database.count("profile_cells") < rows)
        #expect(try await stream.total() == before)
        let counts = try await stream.sketchCounts()
        #expect(counts["age"] == 470 && counts["income"] == 500)
        while try await store.foldSketches(quietSince: later, limit: 50) > 0 {}
        #expect(try await stream.database.count("quantile_sketches") == 3)
        #expect(try await stream.sketchCounts() == counts)
        #expect(try await store.foldWindows(from: .minute, to: .hour, storedBefore: later, limit: 10) == 1)
        #expect(try await stream.database.count("profile_cells WHERE resolution = 60") == 0)
        #expect(try await stream.total() == before)
        #expect(try await store.foldWindows(from: .hour, to: .day, storedBefore: later, limit: 10) == 1)
        #expect(try await stream.database.count("profile_cells WHERE resolution = 3600") == 0)
        #expect(try await stream.database.count("profile_hours") == 0)
        #expect(try await stream.total() == before)
        // Events that are later still count beside the folded day.
        try await stream.append(events(20, prefix: "c", in: Self.hour(0)), sequence: 3)
        try await stream.working { try await stream.settle() }
        #expect(try await stream.stored() == 520)
        #expect(try await stream.series("count", "").map(\.value) == [500], "the hour's numbers are final")
    }
}

/// A point of a stored series.
struct SeriesPoint: Equatable {
    var hour: Int64
    var slice: String
    var version: String
    var value: Double?
    var count: Int64
    var state: String
}

/// The same numbers from the events themselves.
enum Offline {
    static func reference(_ events: [Driftwatch_V1_InferenceEvent]) -> Reference {
        var builder = ReferenceBuilder()
        builder.update(events: events.count)
        for name in ["age", "income"] {
            builder.update(number: ExactText(name), contentsOf: numbers(events, name).span)
        }
        let (codes, dictionary) = categories(events.map { $0.features["region"]?.category })
        builder.update(category: "region", codes: codes.span, dictionary: dictionary)
        let classes = categories(events.map { $0.prediction.class.isEmpty ? nil : $0.prediction.class })
        builder.update(category: ReservedFeature.prediction, codes: classes.0.span, dictionary: classes.1)
        let scores = events.map(\.prediction.score.value)
        builder.update(number: ReservedFeature.score, contentsOf: scores.span)
        let latencies = events.map(\.latencyMs.value)
        builder.update(latencies: latencies.span)
        return builder.build()
    }

    static func profile(_ events: [Driftwatch_V1_InferenceEvent], reference: Reference) throws -> Profile {
        var accumulator = ProfileAccumulator(reference: reference)
        let cells = [Int32](repeating: 0, count: events.count)
        accumulator.update(events: cells.span)
        for name in ["age", "income"] {
            accumulator.update(number: ExactText(name), contentsOf: numbers(events, name).span, cells: cells.span)
        }
        return accumulator.profile(ofCell: 0)
    }

    private static func numbers(_ events: [Driftwatch_V1_InferenceEvent], _ name: String) -> [Double] {
        events.map { $0.features[name]?.number ?? .nan }
    }

    private static func categories(_ values: [String?]) -> ([UInt32], [ExactText]) {
        var dictionary: [ExactText] = []
        let codes = values.map { value -> UInt32 in
            guard let value else { return 0 }
            if let index = dictionary.firstIndex(of: ExactText(value)) { return UInt32(index + 1) }
            dictionary.append(ExactText(value))
            return UInt32(dictionary.count)
        }
        return (codes, dictionary)
    }
}

extension TestStream {
    func series(_ metric: String, _ slice: String, feature: String = "") async throws -> [SeriesPoint] {
        try await streamPool.query(
            """
            SELECT hour_nanos, slice, model_version, value, events, state FROM metric_series
            WHERE project_id = $1 AND metric = $2 AND slice = $3 AND feature = $4 AND model_version = '' ORDER BY hour_nanos
            """, [.text(project.rawValue), .text(metric), .text(slice), .text(feature)]
        ).rows.map {
            SeriesPoint(
                hour: try $0.int8(0), slice: try $0.text(1), version: try $0.text(2), value: try $0.float8OrNil(3),
                count: try $0.int8(4), state: try $0.text(5))
        }
    }

    func reference() async throws -> Reference {
        let record = try #require(try await store.latestReference(of: key, isActive: true, project: nil))
        return try await store.reference(record, project: nil)
    }

    /// How many values the sketches of each feature hold.
    func sketchCounts() async throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for feature in ["age", "income", "__score__"] {
            let sketches = try await store.sketches(of: key, feature: feature, in: 0..<Timestamp.now.nanos, project: nil)
            counts[feature] = sketches.reduce(0) { $0 + $1.sketch.count }
        }
        return counts
    }

    /// The sum of all unsliced cells, as bytes without what depends on the order of additions.
    func total() async throws -> [String: [Int]] {
        let rows = try await streamPool.query("SELECT profile FROM profile_cells WHERE slice = '' ORDER BY start_nanos").rows
        var sum = Profile()
        for row in rows { try sum.merge(Profile(decoding: try row.bytes(0)).withoutBins()) }
        var counts = ["events": [sum.events], "latency": [sum.latency.count], "classes": [sum.classes.count]]
        for (name, counters) in sum.features { counts[name.description] = [counters.count, counters.moments.count] }
        return counts
    }
}
