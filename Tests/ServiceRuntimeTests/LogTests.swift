import Contracts
import Foundation
import Logging
import Processes
import ServiceRuntime
import Testing

@Suite struct Logs {
    private func lines(format: LogFormat, level: Logger.Level = .info, _ body: (Logger) -> Void) throws -> [String] {
        let pipe = try ProcessPipe()
        let output = LogOutput(descriptor: pipe.writeEnd)
        let clock = WallClock { Timestamp(nanos: 1_764_064_951_123_456_789) }
        body(
            Logger(label: "x") { _ in
                ServiceLogHandler(service: "gateway", level: level, format: format, output: output, clock: clock)
            })
        pipe.closeWriter()
        let text = String(decoding: pipe.readToEnd(), as: UTF8.self)
        return text.split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
    }

    @Test func aJSONLineHasTimeLevelServiceMessageAndMetadata() throws {
        let lines = try lines(format: .json) { logger in
            logger.warning("it\n\"went\"\u{1} wrong", metadata: ["count": .stringConvertible(7), "list": ["a", ["k": "v"]]])
        }
        try #require(lines.count == 1)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: Any])
        #expect(object["ts"] as? String == "2025-11-25T10:02:31.123456Z")
        #expect(object["level"] as? String == "warning")
        #expect(object["service"] as? String == "gateway")
        #expect(object["message"] as? String == "it\n\"went\"\u{1} wrong")
        let metadata = try #require(object["metadata"] as? [String: Any])
        #expect(metadata["count"] as? Int == 7)
        #expect((metadata["list"] as? [Any])?.count == 2)
    }

    @Test func aTextLineStaysOneLine() throws {
        let lines = try lines(format: .text) { $0.error("a\nb", metadata: ["k": "v\nw"]) }
        #expect(lines == ["2025-11-25T10:02:31.123456Z ERROR gateway: a\\nb k=v\\nw"])
    }

    @Test func lessSevereLinesAreLeftOut() throws {
        let lines = try lines(format: .text, level: .error) { logger in
            logger.warning("no")
            logger.critical("yes")
        }
        #expect(lines.count == 1)
    }

    @Test func linesOfManyTasksAreNeverMixed() async throws {
        let pipe = try ProcessPipe()
        let output = LogOutput(descriptor: pipe.writeEnd)
        // A thread of its own: the writers block Swift's threads while the pipe is full.
        async let read = onOwnThread { pipe.readToEnd() }
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    let logger = Logger(label: "x") { _ in ServiceLogHandler(service: "s", format: .json, output: output) }
                    for index in 0..<100 {
                        logger.info("\(String(repeating: "\(task)", count: 2_000))", metadata: ["i": "\(index)"])
                    }
                }
            }
        }
        pipe.closeWriter()
        let lines = await read.split(separator: 0x0A)
        #expect(lines.count == 800)
        for line in lines { #expect((try? JSONSerialization.jsonObject(with: Data(line))) != nil) }
    }
}
