import Processes
import Testing

@Suite struct ChildProcessTests {
    @Test func whatAProgramSaysIsReturned() async throws {
        let text = try await onOwnThread { () throws(ProcessError) in
            try ChildProcess.output(of: ["/bin/sh", "-c", "echo out; echo err >&2; pwd"])
        }
        #expect(text == "out\nerr\n/\n")
    }

    @Test func aProgramThatFailsIsAnErrorWithItsWords() throws {
        let error = #expect(throws: ProcessError.self) { try ChildProcess.output(of: ["/bin/sh", "-c", "echo why; exit 3"]) }
        #expect(error?.message.contains("status 3: why") == true)
        #expect(throws: ProcessError.self) { try ChildProcess.output(of: ["/no/such/program"]) }
    }

    @Test func itsInputIsWhatItIsGiven() throws {
        let (input, output) = (try ProcessPipe(), try ProcessPipe())
        let child = try ChildProcess(["/bin/cat"], input: input.readEnd, output: output.writeEnd)
        output.closeWriter()
        #expect(child.isRunning)
        input.closeWriter()
        #expect(output.readToEnd().isEmpty)
        #expect(child.wait(atMost: nil) == 0)
        #expect(!child.isRunning)
    }

    @Test func aSignalEndsItAndItsReaderHears() async throws {
        let output = try ProcessPipe()
        let child = try ChildProcess(["/bin/sleep", "600"], output: output.writeEnd)
        #expect(child.wait(atMost: .milliseconds(20)) == nil)
        child.send(9)
        for await status in child.ends { #expect(ChildProcess.describe(status) == "signal 9") }
        #expect(child.wait(atMost: nil) == 9)
    }

    /// Programs that live on while others are started and read to their end, all at once: whoever inherited another's pipe would
    /// keep its reader waiting.
    @Test(.timeLimit(.minutes(5))) func nothingIsInheritedFromThreadsThatStartOthers() async throws {
        let silence = try ProcessPipe()
        let lasting = try await withThrowingTaskGroup(of: [ChildProcess].self) { group in
            for worker in 0..<8 {
                group.addTask {
                    try await onOwnThread { () throws(ProcessError) in
                        var started: [ChildProcess] = []
                        for round in 0..<20 {
                            started.append(try ChildProcess(["/bin/sleep", "600"], output: silence.writeEnd))
                            let text = try ChildProcess.output(of: ["/bin/echo", "\(worker) \(round)"])
                            guard text == "\(worker) \(round)\n" else { return [] }
                        }
                        return started
                    }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(lasting.count == 160)
        for child in lasting { child.send(9) }
        for child in lasting { child.wait(atMost: nil) }
    }
}
