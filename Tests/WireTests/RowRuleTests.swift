import Contracts
import Foundation
import Protos
import Testing
import Wire

/// What refuses one row, rule by rule; the others are taken.
@Suite struct RowRuleTests {
    typealias Change = @Sendable (inout Driftwatch_V1_InferenceBatch) -> Void

    private static func long(_ count: Int) -> String { String(repeating: "x", count: count) }
    private static let minute = Timestamp.nanosPerMinute

    static let rules: [(Int, String, String, Change)] = [
        (1, "request_id_missing", "request_id is missing", { $0.requestID = Fixture.texts(["a", nil, "c"]) }),
        (1, "request_id_missing", "request_id is missing", { $0.requestID = Fixture.texts(["a", "", "c"]) }),
        (
            2, "text_too_long", "request_id is 257 bytes long; at most 256",
            { $0.requestID = Fixture.texts(["a", "b", long(257)]) }
        ),
        (0, "invalid_utf8", "request_id is not valid UTF-8", { $0.requestID.data[0] = 0xFF }),
        (0, "nul_character", "request_id contains U+0000", { $0.requestID.data[0] = 0 }),
        (2, "text_too_long", "trace_id is 65 bytes long; at most 64", { $0.traceID = Fixture.texts([nil, nil, long(65)]) }),
        (1, "timestamp_in_future", "over 10 minutes after the server's", { $0.timeDeltaNanos = [0, 10 * minute + 1, -minute] }),
        (
            0, "timestamp_too_old", "over 1826 days before the server's",
            {
                $0.baseTimeUnixNanos = 0
                $0.timeDeltaNanos = [0, Fixture.now.nanos, 0]
            }
        ),
        (0, "code_out_of_range", "model_version has code 2 in a dictionary of 1 entries", { $0.modelVersion.codes[0] = 2 }),
        (1, "code_out_of_range", "prediction.class has code 4294967295", { $0.prediction.class.codes[1] = .max }),
        (2, "invalid_utf8", "prediction.ranking.items is not valid UTF-8", { $0.prediction.ranking.items.data[2] = 0x80 }),
        (
            0, "code_out_of_range", "features[1] ('region') has code 3 in a dictionary of 2",
            { $0.features[1].category.codes[0] = 3 }
        ),
        (
            1, "text_too_long", "features[1] ('region') is 4097 bytes long",
            { $0.features[1].category.dictionary[1] = Data(long(4097).utf8) }
        ),
        (1, "nul_character", "features[1] ('region') contains U+0000", { $0.features[1].category.dictionary[1] = Data([0]) }),
        (1, "invalid_utf8", "features[1] ('region')", { $0.features[1].category.dictionary[1] = Data([0xC3]) }),
        (0, "latency_out_of_range", "latency_ms must be 0 to 1000000000", { $0.latencyMs[0] = -1 }),
        (2, "latency_out_of_range", "latency_ms must be 0 to 1000000000", { $0.latencyMs[2] = .infinity }),
        (2, "boolean_out_of_range", "features[2] ('member') is 3", { $0.features[2].boolean.values[2] = 3 }),
        (0, "invalid_utf8", "features[3] ('note')", { $0.features[3].text.data[3] = 0x41 }),
        (1, "code_out_of_range", "error_code has code 2", { $0.errorCode.codes[1] = 2 }),
        (1, "text_too_long", "metadata[0] ('cohort') is 1025", { $0.metadata[0].values.dictionary[1] = Data(long(1025).utf8) }),
        (1, "text_too_long", "error_code is 257", { $0.errorCode.dictionary[0] = Data(long(257).utf8) }),
        (2, "invalid_utf8", "language_model.prompt", { $0.languageModel.prompt.data[4] = 0x80 }),
        (1, "invalid_utf8", "language_model.context.items", { $0.languageModel.context.items.data[5] = 0x80 }),
        (2, "invalid_utf8", "language_model.documents.source", { $0.languageModel.documents.source.data[0] = 0x80 }),
    ]

    @Test(arguments: rules.indices)
    func `a row that breaks a rule is refused by its index, and only it`(_ index: Int) throws {
        let (row, code, message, change) = Self.rules[index]
        let refused = try Fixture.refused(change)
        try #require(refused.map(\.row) == [row], "\(refused)")
        #expect(refused[0].code == code)
        #expect(refused[0].message.contains(message), "\(refused[0].message)")
    }

    @Test func `the limits themselves are allowed`() throws {
        #expect(try Fixture.refused { $0.requestID = Fixture.texts(["a", "b", Self.long(256)]) }.isEmpty)
        #expect(try Fixture.refused { $0.traceID = Fixture.texts([nil, nil, Self.long(64)]) }.isEmpty)
        #expect(try Fixture.refused { $0.timeDeltaNanos = [0, 10 * Self.minute, 0] }.isEmpty)
        #expect(try Fixture.refused { $0.features[3].text = Fixture.texts(["a\u{0}b", nil, nil]) }.isEmpty)
        #expect(try Fixture.refused { $0.features[1].category.dictionary[1] = Data(Self.long(4096).utf8) }.isEmpty)
    }

    @Test func `an entry that no row uses may be wrong`() throws {
        #expect(try Fixture.refused { $0.features[1].category.dictionary.append(Data([0xFF])) }.isEmpty)
    }

    @Test func `a code that leads nowhere reads as missing`() throws {
        var message = Fixture.batch()
        message.features[1].category.codes[0] = 9
        #expect(try Fixture.read(message).features[1].categories.codes.first == 0)
    }

    @Test func `the first fault of a row counts, and rows come in order`() throws {
        let refused = try Fixture.refused {
            $0.errorCode.codes[0] = 7
            $0.requestID = Fixture.texts(["a", "b", nil])
            $0.errorCode.codes[2] = 7
        }
        #expect(refused.map(\.row) == [0, 2])
        #expect(refused.map(\.code) == ["code_out_of_range", "request_id_missing"])
    }

    @Test func `only the first hundred refused rows have messages`() throws {
        var message = Driftwatch_V1_InferenceBatch()
        message.formatVersion = 1
        message.deploymentID = "d"
        message.count = 1000
        message.baseTimeUnixNanos = Fixture.now.nanos
        message.requestID = Fixture.texts(Array(repeating: nil, count: 1000))
        let refused = try Fixture.read(message).refused
        #expect(refused.count == 1000)
        #expect(refused.filter { !$0.message.isEmpty }.count == RefusedRow.messagesMax)
        #expect(refused.allSatisfy { $0.code == "request_id_missing" })
    }

    /// All 2- and 3-byte sequences from 0xC0 up, and 4-byte ones at the borders, each as a row, against the standard library.
    @Test func `UTF-8 is judged as the standard library does`() throws {
        var sequences: [[UInt8]] = []
        let edges: [UInt8] = [
            0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xE0, 0xED, 0xF0, 0xF4, 0xF5, 0xFF,
        ]
        for first in UInt8.min ... .max {
            for second in UInt8.min ... .max { sequences.append([first, second]) }
        }
        for first in UInt8(0xC0)...0xFF {
            for second in UInt8.min ... .max {
                for third in edges {
                    sequences.append([first, second, third])
                    if first >= 0xE0 { for fourth in edges { sequences.append([first, second, third, fourth]) } }
                }
            }
        }
        for start in stride(from: 0, to: sequences.count, by: 50_000) {
            try judge(Array(sequences[start..<min(sequences.count, start + 50_000)]))
        }
    }

    private func judge(_ texts: [[UInt8]]) throws {
        var message = Driftwatch_V1_InferenceBatch()
        message.formatVersion = 1
        message.deploymentID = "d"
        message.count = UInt32(texts.count)
        message.baseTimeUnixNanos = Fixture.now.nanos
        message.requestID = Fixture.texts(texts.map { _ in "r" })
        message.features = [
            Fixture.feature("text") {
                $0.text.data = Data(texts.joined())
                $0.text.lengths = texts.map { UInt32($0.count + 1) }
            }
        ]
        let refused = Set(try Fixture.read(message).refused.map(\.row))
        for (row, text) in texts.enumerated() {
            let isWrong = String(validating: text, as: UTF8.self) == nil
            if refused.contains(row) != isWrong { Issue.record("\(text): refused \(refused.contains(row)), wrong \(isWrong)") }
        }
    }
}
