import Foundation

/// Runs every scenario with both transports in turns, and prints the medians and their ratios.
struct Comparison {
    let seconds: String
    let rounds: Int

    private struct Figures {
        var rate: [Double] = []
        var clientCPU: [Double] = []
        var serverCPU: [Double] = []
    }

    func run() throws {
        let core = try Child(["serve", "core"])
        let nio = try Child(["serve", "nio"])
        let ports = (core: try core.readLine(), nio: try nio.readLine())
        for callers in [1, 8, 64] {
            let (ours, stock) = try measure("unary", callers, core, ports.core, nio, ports.nio)
            report(
                "unary calls of 200 B, \(callers) callers", unit: "calls/s", scale: 1, cpuUnit: "µs a call", cpuScale: 1e6, ours,
                stock)
        }
        let (ours, stock) = try measure("stream", 1, core, ports.core, nio, ports.nio)
        report("one client stream of 64 KiB messages", unit: "MB/s", scale: 1e-6, cpuUnit: "ms a MB", cpuScale: 1e9, ours, stock)
        core.end()
        nio.end()
    }

    private func measure(
        _ scenario: String, _ callers: Int, _ core: Child, _ corePort: String, _ nio: Child, _ nioPort: String
    ) throws -> (Figures, Figures) {
        var ours = Figures()
        var stock = Figures()
        for _ in 0..<rounds {
            try measureOnce(["client", "core", corePort, scenario, "\(callers)", seconds], server: core, into: &ours)
            try measureOnce(["client", "nio", nioPort, scenario, "\(callers)", seconds], server: nio, into: &stock)
        }
        return (ours, stock)
    }

    private func measureOnce(_ arguments: [String], server: Child, into figures: inout Figures) throws {
        let client = try Child(arguments)
        _ = try client.readLine()
        let before = try server.ask()
        let words = try client.readLine().split(separator: " ").compactMap { Double($0) }
        let after = try server.ask()
        guard words.count == 3 else { throw BenchFault(message: "the client of \(arguments) broke off") }
        client.end()
        figures.rate.append(words[0] / words[1])
        figures.clientCPU.append(words[2] / words[0])
        figures.serverCPU.append((after - before) / words[0])
    }

    private func report(
        _ title: String, unit: String, scale: Double, cpuUnit: String, cpuScale: Double, _ ours: Figures, _ stock: Figures
    ) {
        let rates = (median(ours.rate) * scale, median(stock.rate) * scale)
        let clients = (median(ours.clientCPU) * cpuScale, median(stock.clientCPU) * cpuScale)
        let servers = (median(ours.serverCPU) * cpuScale, median(stock.serverCPU) * cpuScale)
        let whole = ((clients.0 + servers.0) / (clients.1 + servers.1))
        print(title)
        print(String(format: "  rate         core %10.1f   nio %10.1f %@   %.2f x", rates.0, rates.1, unit, rates.0 / rates.1))
        print(String(format: "  CPU client   core %10.1f   nio %10.1f %@", clients.0, clients.1, cpuUnit))
        print(String(format: "  CPU server   core %10.1f   nio %10.1f %@", servers.0, servers.1, cpuUnit))
        print(String(format: "  CPU together %.2f of stock", whole))
        fflush(nil)
    }

    private func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        return sorted[sorted.count / 2]
    }
}

/// This program again, as another process.
final class Child {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private var unread = ""

    init(_ arguments: [String]) throws {
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        try process.run()
    }

    func readLine() throws -> String {
        while true {
            if let end = unread.firstIndex(of: "\n") {
                defer { unread = String(unread[unread.index(after: end)...]) }
                return String(unread[..<end])
            }
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else { throw BenchFault(message: "a process of the benchmark ended early") }
            unread += String(decoding: more, as: UTF8.self)
        }
    }

    /// The server's CPU time.
    func ask() throws -> Double {
        input.fileHandleForWriting.write(Data("\n".utf8))
        return Double(try readLine()) ?? 0
    }

    func end() {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}
