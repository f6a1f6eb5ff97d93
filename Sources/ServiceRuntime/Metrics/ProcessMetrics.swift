internal import Contracts
internal import Glibc

/// What the kernel knows of this process.
enum ProcessMetrics {
    /// Adds memory, CPU time, open files and the start time to a registry.
    static func register(in registry: MetricsRegistry) {
        let start = Double(WallClock.system.now.nanos) / 1e9
        registry.gauge("driftwatch_process_start_time_seconds", help: "When the process started, since the Unix epoch") { start }
        registry.gauge("driftwatch_process_resident_memory_bytes", help: "Memory that is in RAM") { residentBytes() }
        registry.counter("driftwatch_process_cpu_seconds_total", help: "CPU time spent, user and system") { cpuSeconds() }
        registry.gauge("driftwatch_process_open_files", help: "Open file descriptors") { openFiles() }
    }

    private static func residentBytes() -> Double? {
        guard let file = fopen("/proc/self/statm", "r") else { return nil }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 128)
        guard fgets(&line, Int32(line.count), file) != nil else { return nil }
        let fields = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self).split(separator: " ")
        guard fields.count > 1, let pages = Double(fields[1]) else { return nil }
        return pages * Double(sysconf(Int32(_SC_PAGESIZE)))
    }

    private static func cpuSeconds() -> Double? {
        Double(clock()) / Double(CLOCKS_PER_SEC)
    }

    private static func openFiles() -> Double? {
        guard let folder = opendir("/proc/self/fd") else { return nil }
        defer { closedir(folder) }
        var count = -3.0  // ".", ".." and the folder itself
        while readdir(folder) != nil { count += 1 }
        return count
    }
}
