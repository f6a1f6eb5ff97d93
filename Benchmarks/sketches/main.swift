import Foundation
import Statistics

// Nanoseconds of CPU an item to feed sketches from an array; the least of five runs. `sketch-bench OUT` also writes KLL's figure to
// OUT as JSON, for Benchmarks/files/measure.py.

/// The CPU time of this thread, in nanoseconds.
func cpuNanos() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
}

/// Prints and returns the least CPU time an item of five runs.
func measure(_ what: String, items: Int, _ body: () -> Void) -> Double {
    var least = Double.infinity
    for _ in 0..<5 {
        let start = cpuNanos()
        body()
        least = min(least, cpuNanos() - start)
    }
    let perItem = least / Double(items)
    print("\(what) \((perItem * 10).rounded() / 10) ns/item")
    return perItem
}

var random = SeededGenerator(seed: 7)
let values = (0..<10_000_000).map { _ in random.normal() }
var median = Double.nan

let kll = measure("QuantileSketch (KLL, k = 200)", items: values.count) {
    var sketch = QuantileSketch()
    sketch.update(contentsOf: values.span)
    median = sketch.quantile(0.5) ?? .nan
}
_ = measure("LogHistogram (DDSketch, 1 %)", items: values.count) {
    var histogram = LogHistogram()
    histogram.update(contentsOf: values.span)
    precondition(histogram.count == values.count)
}
_ = measure("DistinctCounter (HyperLogLog, 2^14)", items: values.count) {
    var counter = DistinctCounter()
    counter.update(contentsOf: values.span)
    precondition(counter.value > 0)
}
if CommandLine.arguments.count > 1 {
    let answer = "{\"ns_per_item\": \(kll), \"median\": \(median)}\n"
    try answer.write(toFile: CommandLine.arguments[1], atomically: true, encoding: .utf8)
}
