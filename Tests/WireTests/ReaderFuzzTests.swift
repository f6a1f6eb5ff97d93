import Contracts
import Protos
import SwiftProtobuf
import Testing
import Wire

/// The reader against swift-protobuf and the rules: 100,000 inputs, half of them mutations of valid batches.
@Suite struct ReaderFuzzTests {
    private static let now = Timestamp(nanos: 1_764_064_951_000_000_000)
    private static let inputs = 100_000

    @Test func `the reader accepts what the oracle accepts, with the same values and the same refused rows`() {
        let seed = SeededGenerator.chosenSeed()
        print("fuzzing InferenceBatchReader: DRIFTWATCH_SEED=\(seed)")
        var run = Run(seed: seed, now: Self.now)
        for index in 0..<Self.inputs where run.failures.count < 5 { run.step(index) }
        #expect(run.failures.isEmpty, "DRIFTWATCH_SEED=\(seed)\n\(run.failures.joined(separator: "\n"))")
        print(
            "fuzzed \(Self.inputs): \(run.accepted) accepted, \(run.withRefusedRows) of them with refused rows, "
                + "\(run.refused) refused by the rules, \(run.malformed) malformed")
        #expect(run.accepted > Self.inputs / 4 && run.refused > Self.inputs / 10 && run.malformed > Self.inputs / 20)
        #expect(run.withRefusedRows > Self.inputs / 50)
    }

    private struct Run {
        var failures: [String] = []
        var (accepted, withRefusedRows, refused, malformed) = (0, 0, 0, 0)
        private var maker: BatchMaker
        private var mutator: Mutator
        private var reader = InferenceBatchReader()
        private let now: Timestamp

        init(seed: UInt64, now: Timestamp) {
            maker = BatchMaker(generator: SeededGenerator(seed: seed), now: now)
            mutator = Mutator(generator: SeededGenerator(seed: ~seed))
            self.now = now
        }

        mutating func step(_ index: Int) {
            let isMutation = index % 2 == 1
            maker.wrongOnceIn = isMutation ? 1_000_000 : 150
            let made: [UInt8]
            do { made = try maker.batch().serializedBytes() } catch { return failures.append("cannot encode: \(error)") }
            check(isMutation ? mutator.mutated(made) : made, index)
        }

        private mutating func check(_ bytes: [UInt8], _ index: Int) {
            let message = try? Driftwatch_V1_InferenceBatch(serializedBytes: bytes)
            let verdict = message.flatMap { RulesOracle.verdict($0, now: now) }
            do throws(BatchFault) {
                try reader.read(bytes, now: now)
            } catch {
                if verdict != nil { fail(index, bytes, "refused, but the oracle accepts: \(error)") }
                if message == nil { malformed += 1 } else { refused += 1 }
                return
            }
            accepted += 1
            guard let message, let verdict else {
                return fail(index, bytes, "accepted, but the oracle refuses \(message == nil ? "the encoding" : "by the rules")")
            }
            if !verdict.isEmpty { withRefusedRows += 1 }
            let rows = reader.batch.refused
            if rows.map(\.row) != verdict.keys.sorted() || rows.contains(where: { $0.code != verdict[$0.row] }) {
                fail(index, bytes, "refused rows \(rows), the oracle \(verdict.sorted { $0.key < $1.key })")
            }
            if let difference = Comparison.difference(reader.batch, message) {
                fail(index, bytes, "values differ: \(difference)")
            }
        }

        private mutating func fail(_ index: Int, _ bytes: [UInt8], _ what: String) {
            let digits = bytes.prefix(600).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            failures.append("input \(index) (\(bytes.count) bytes) \(what): \(digits)")
        }
    }
}
