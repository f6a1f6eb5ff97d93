import Contracts
import ProfileStore
import Protos
import Statistics
import StreamService
import SwiftProtobuf
import TestStream
import Testing
import Wire

@Suite struct DeploymentCounterTests {
    static let key = DeploymentKey(ProjectID.random(), DeploymentID("credit")!)
    static let hour = Timestamp.now.floored(toNanos: Timestamp.nanosPerHour).nanos - Timestamp.nanosPerHour

    private func counter() -> DeploymentCounter {
        DeploymentCounter(
            catalogue: DeploymentCatalogue(deployment: Self.key, features: [], values: []), active: nil, sliceKeys: [.cohort])
    }

    private func count(_ events: [Driftwatch_V1_InferenceEvent], in counter: inout DeploymentCounter, skipping: [Int] = []) throws
    {
        var reader = InferenceBatchReader()
        let message = try #require(BatchBuilder().build(events, now: .now).batches.first?.message)
        try reader.read(message, now: .now)
        counter.count(reader.batch, skipping: skipping)
    }

    @Test func theCellOfAllEventsIsTheSumOfTheSlicesAndTheRest() throws {
        var counter = counter()
        let all = events(600, prefix: "a", in: Self.hour..<Self.hour + 3 * Timestamp.nanosPerMinute)
        try count(Array(all[..<300]), in: &counter)
        try count(Array(all[300...]), in: &counter)
        let cells = try counter.takeCells(isBackfilled: false)
        let whole = cells.filter { $0.key.slice.isEmpty }
        #expect(whole.count == 6, "3 minutes of 2 versions")
        #expect(whole.reduce(0) { $0 + $1.events } == 600)
        #expect(cells.filter { $0.key.slice == "cohort=web" }.reduce(0) { $0 + $1.events } == 200)
        #expect(cells.filter { $0.key.slice == "cohort=app" }.reduce(0) { $0 + $1.events } == 200)
        var sum = Profile()
        for cell in whole { try sum.merge(Profile(decoding: cell.profile)) }
        #expect(sum.features["age"]?.count == all.count { $0.features["age"] != nil })
        #expect(sum.errors.counts["timeout"] == 12)
        #expect(sum.classes.count == 600)
        let rest = try counter.takeCells(isBackfilled: false)
        #expect(rest.isEmpty)
        let activity = counter.takeActivity()
        #expect(activity?.events == 600)
    }

    @Test func skippedRowsLeaveNothing() throws {
        var counter = counter()
        let rows = (0..<10).map {
            event("r\($0)", at: Timestamp(nanos: Self.hour), age: Double($0), cohort: $0 == 3 ? "gone" : "web")
        }
        try count(rows, in: &counter, skipping: [3, 7])
        let cells = try counter.takeCells(isBackfilled: false)
        #expect(Set(cells.map(\.key.slice)) == ["", "cohort=web"])
        let whole = try #require(cells.first { $0.key.slice.isEmpty })
        #expect(try Profile(decoding: whole.profile).features["age"]?.moments.mean == 35.0 / 8)
        let new = counter.takeNew().values
        #expect(!new.contains { $0.value == "gone" })
    }

    @Test func aFeatureKeepsTheTypeItWasFirstSeenWith() throws {
        var counter = counter()
        try count([event("1", at: Timestamp(nanos: Self.hour), age: 42)], in: &counter)
        _ = try counter.takeCells(isBackfilled: false)
        var other = event("2", at: Timestamp(nanos: Self.hour))
        other.features["age"] = .with { $0.category = "old" }
        try count([other], in: &counter)
        let cells = try counter.takeCells(isBackfilled: false)
        let cell = try #require(cells.first)
        let profile = try Profile(decoding: cell.profile)
        #expect(profile.features["age"]?.typeErrors == 1)
        #expect(profile.features["age"]?.count == 0)
        #expect(profile.features["age"]?.kind == .number)
    }

    @Test func slicesBeyondTheLimitShareOne() throws {
        var counter = counter()
        let rows = (0..<60).map { event("r\($0)", at: Timestamp(nanos: Self.hour), cohort: "c\($0 % 30)") }
        try count(rows, in: &counter)
        try count(rows, in: &counter)
        let slices = Dictionary(
            try counter.takeCells(isBackfilled: false).map { ($0.key.slice, $0.events) }, uniquingKeysWith: +)
        #expect(slices.count == 22)
        #expect(slices["cohort=__other__"] == 40)
        #expect(slices["cohort=c19"] == 4)
        let new = counter.takeNew().values
        var restored = DeploymentCounter(
            catalogue: DeploymentCatalogue(deployment: Self.key, features: [], values: new.reversed()), active: nil,
            sliceKeys: [.cohort])
        try count(rows, in: &restored)
        let again = Dictionary(try restored.takeCells(isBackfilled: true).map { ($0.key.slice, $0.events) }, uniquingKeysWith: +)
        #expect(again["cohort=__other__"] == 20)
    }
}
