import Contracts
import Glibc
import Protos
import SwiftProtobuf
import Wire

/// The CPU time of this thread, in nanoseconds.
func cpuNanos() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
}

/// Prints the least CPU time of several runs: what the work costs when nothing disturbs it.
func measure(_ what: String, _ workload: Workload, runs: Int = 15, _ body: (Workload) throws -> Void) rethrows {
    var least = Double.infinity
    for _ in 0..<runs {
        let start = cpuNanos()
        try body(workload)
        least = min(least, cpuNanos() - start)
    }
    let perEvent = (least / Double(workload.events) * 10).rounded() / 10
    let name = what.padding(to: 62)
    print("\(name) \(perEvent) ns/event")
}

extension String {
    func padding(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}

for rows in [100, 520, 4_096] {
    let workload = try Workload(rows: rows, batches: max(8, 64_000 / rows))
    let size = (workload.bytesPerEvent * 10).rounded() / 10
    print("\(workload.batches.count) batches of \(rows) events, \(size) bytes an event")
    var reader = InferenceBatchReader()
    try measure("  read and check (InferenceBatchReader)", workload) { workload in
        for batch in workload.batches { try reader.read(batch, now: Workload.now) }
    }
    precondition(reader.batch.refused.isEmpty, "the workload breaks a rule: \(reader.batch.refused[0])")
    var column: [Double] = []
    var sum = 0.0
    try measure("  … and copy each column of numbers", workload) { workload in
        for batch in workload.batches {
            try reader.read(batch, now: Workload.now)
            for feature in reader.batch.features where feature.kind == .number {
                feature.numbers.copy(into: &column)
                sum += column[column.count / 2]
            }
        }
    }
    try measure("  decode alone (swift-protobuf)", workload, runs: 5) { workload in
        for batch in workload.batches { sum += try Driftwatch_V1_InferenceBatch(serializedBytes: batch).latencyMs[0] }
    }
    if sum == 0.5 { print(sum) }
}
