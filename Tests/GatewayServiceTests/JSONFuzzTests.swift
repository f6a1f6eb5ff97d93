import Foundation
import GatewayService
import NIOCore
import Testing

@Suite struct JSONFuzz {
    private struct Generator: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
            return z ^ z >> 31
        }
    }

    private func seed() -> UInt64 { .random(in: 0 ... .max) }

    private func parse(_ bytes: [UInt8]) throws(JSONSyntaxError) -> JSONValue {
        let result: Result<JSONValue, JSONSyntaxError> = bytes.withUnsafeBytes { raw in
            do throws(JSONSyntaxError) { return .success(try JSONParser.parse(raw)) } catch { return .failure(error) }
        }
        return try result.get()
    }

    private func value(depth: Int, _ random: inout Generator) -> JSONValue {
        switch Int.random(in: 0..<(depth > 4 ? 6 : 8), using: &random) {
        case 0: return .null
        case 1: return .bool(.random(using: &random))
        case 2: return .integer(.random(in: .min ... .max, using: &random))
        case 3: return .number(Double.random(in: -1e6...1e6, using: &random) + 0.25)
        case 4, 5: return .string(text(&random))
        case 6: return .array((0..<Int.random(in: 0..<5, using: &random)).map { _ in value(depth: depth + 1, &random) })
        default:
            return .object(
                (0..<Int.random(in: 0..<5, using: &random)).map { index in
                    JSONValue.Member(name: "\(index)\(text(&random))", value: value(depth: depth + 1, &random))
                })
        }
    }

    private func text(_ random: inout Generator) -> String {
        let pieces = ["a", "\"", "\\", "\n", "\u{0}", "é", "\u{1F600}", "\u{2028}", "/", " ", "ﬃ"]
        return (0..<Int.random(in: 0..<8, using: &random)).map { _ in pieces.randomElement(using: &random)! }.joined()
    }

    @Test func whatIsWrittenIsReadBackTheSame() throws {
        let seed = seed()
        var random = Generator(state: seed)
        for _ in 0..<5_000 {
            let value = value(depth: 0, &random)
            let bytes = Array(JSONWriter.bytes(value).readableBytesView)
            #expect(try parse(bytes) == value, "seed \(seed): \(String(decoding: bytes, as: UTF8.self))")
            let data = Data(bytes)
            #expect((try? JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)) != nil, "seed \(seed)")
        }
    }

    @Test func mutatedBodiesNeverCrashAndWhatIsTakenIsJSON() throws {
        let seed = seed()
        var random = Generator(state: seed)
        var (taken, refused) = (0, 0)
        let valid = Array(
            #"[{"deployment_id":"d","request_id":"r","timestamp":"2025-11-25T10:02:31Z","prediction":{"class":"a","score":1e-3},"features":{"x":[1,2.5],"t":{"text":"\ud83d\ude00"},"n":null,"b":true}}]"#
                .utf8)
        for _ in 0..<50_000 {
            var bytes = valid
            for _ in 0..<Int.random(in: 1...4, using: &random) { mutate(&bytes, &random) }
            do throws(JSONSyntaxError) {
                _ = try parse(bytes)
                taken += 1
                let isJSON = (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) != nil
                let isBeyondDouble = bytes.contains(UInt8(ascii: "e"))
                #expect(isJSON || isBeyondDouble, "seed \(seed): \(String(decoding: bytes, as: UTF8.self))")
            } catch {
                refused += 1
                #expect(error.offset <= bytes.count && error.line >= 1 && error.column >= 1, "seed \(seed)")
            }
        }
        #expect(taken > 1_000 && refused > 1_000, "seed \(seed)")
    }

    private func mutate(_ bytes: inout [UInt8], _ random: inout Generator) {
        guard !bytes.isEmpty else { return bytes.append(.random(in: 0...255, using: &random)) }
        let index = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: bytes[index] = .random(in: 0...255, using: &random)
        case 1: bytes[index] = Array(#"{}[],:"\0123456789eE+-.tfnu "#.utf8).randomElement(using: &random)!
        case 2: bytes.remove(at: index)
        case 3: bytes.removeSubrange(index...)
        default: bytes.insert(contentsOf: bytes[index..<min(bytes.count, index + 9)], at: index)
        }
    }

    @Test func eventsOfAnyShapeAreTakenOrRefusedWithAReason() throws {
        let seed = seed()
        var random = Generator(state: seed)
        var (taken, refused) = (0, 0)
        let names = [
            "trace_id", "timestamp", "model_version", "prediction", "features", "latency_ms", "error_code", "metadata",
            "language_model",
        ]
        for _ in 0..<20_000 {
            var members = [
                JSONValue.Member(name: "deployment_id", value: .string("d")),
                JSONValue.Member(name: "request_id", value: .string("r")),
            ]
            for name in names.shuffled(using: &random).prefix(Int.random(in: 0...2, using: &random)) {
                members.append(JSONValue.Member(name: name, value: value(depth: 0, &random)))
            }
            do throws(RowFault) {
                _ = try EventReader.event(.object(members))
                taken += 1
            } catch {
                refused += 1
                #expect(!error.code.isEmpty && !error.message.isEmpty, "seed \(seed)")
            }
        }
        #expect(taken > 1_000 && refused > 1_000, "seed \(seed)")
    }

    @Test func deepLongAndOddTextsAreRefusedAtTheirPlace() throws {
        for text in [
            String(repeating: "[", count: 1_000_000), String(repeating: "{\"a\":", count: 100_000),
            "\"" + String(repeating: "\\", count: 99_999),
            String(repeating: "[1],", count: 10), "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"\\u12\"", "01", "1.",
            ".5", "+1", "1e",
            "-", "--1", "NaN", "Infinity", "tru", "'a'", "{a:1}", "[1 2]", "{\"a\" 1}", "\u{FEFF}1", "1\u{0}",
        ] { #expect(throws: JSONSyntaxError.self, "\(text.prefix(20))") { try parse(Array(text.utf8)) } }
        #expect(throws: JSONSyntaxError.self) { try parse([0x22, 0xFF, 0x22]) }
        #expect(throws: JSONSyntaxError.self) { try parse([0x22, 0xED, 0xA0, 0x80, 0x22]) }
        let many = "[" + String(repeating: "0,", count: JSONParser.valuesMax) + "0]"
        #expect(throws: JSONSyntaxError.self) { try parse(Array(many.utf8)) }
        #expect(try parse(Array("1e999".utf8)) == .number(.infinity))
        #expect(try parse(Array("-0".utf8)) == .number(-0.0))
        #expect(try parse(Array("9223372036854775808".utf8)) == .number(9_223_372_036_854_775_808))
    }
}
