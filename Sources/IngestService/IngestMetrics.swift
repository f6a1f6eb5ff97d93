package import ServiceRuntime

/// What ingest counts, once a batch.
package struct IngestMetrics: Sendable {
    /// Events that are durable, and events that were refused.
    let eventsAccepted: Counter
    let eventsRefused: Counter
    /// Batches of which something is durable, batches refused for what they are, and batches that the log did not take.
    let batchesAccepted: Counter
    let batchesRefused: Counter
    let batchesFailed: Counter
    /// Bytes of the batches that are durable.
    let bytes: Counter
    /// From the arrival of a batch to its being durable.
    let appendTime: Histogram
    private let registry: MetricsRegistry

    /// Adds the metrics to a registry.
    package init(registry: MetricsRegistry) {
        let events = registry.counter(
            "driftwatch_ingest_events_total", help: "Events that came in, by what became of them", labels: ["result"])
        eventsAccepted = events.with("accepted")
        eventsRefused = events.with("refused")
        let batches = registry.counter(
            "driftwatch_ingest_batches_total", help: "Batches that came in, by what became of them", labels: ["result"])
        batchesAccepted = batches.with("accepted")
        batchesRefused = batches.with("refused")
        batchesFailed = batches.with("failed")
        bytes = registry.counter("driftwatch_ingest_bytes_total", help: "Bytes of the batches that are durable")
        appendTime = registry.histogram(
            "driftwatch_ingest_append_seconds", help: "Time from the arrival of a batch to its being durable")
        self.registry = registry
    }

    /// Shows what a queue of dead letters has counted.
    func show(_ deadLetters: DeadLetterQueue) {
        registry.counter("driftwatch_ingest_dead_letters_stored_total", help: "Refused rows and batches that were kept") {
            Double(deadLetters.statistics.stored)
        }
        registry.counter("driftwatch_ingest_dead_letters_dropped_total", help: "Refused rows and batches that could not be kept")
        {
            Double(deadLetters.statistics.dropped)
        }
    }
}
