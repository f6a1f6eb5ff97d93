internal import CDriftWatch
internal import Glibc

/// Sends the production file through the C SDK, as an application in C would.
struct EventSender {
    /// What the SDK says at the end.
    struct Outcome {
        let acknowledged: Int
        let refused: Int
        let lost: Int
        /// Time from the first `dw_log_inference` to the last acknowledgement.
        let duration: Duration
        /// When the last event was logged.
        let lastLogged: ContinuousClock.Instant
        let latency: AcknowledgementLatency
    }

    let endpoint: String
    let key: String
    let deployment: String
    let modelVersion: String

    /// Sends the rows of a range, and waits until all are acknowledged.
    ///
    /// Blocks; call it on a thread of its own. A full buffer is waited for here, since a demo may wait and an application may not.
    /// - Throws: `DemoError` when the server does not answer.
    func send(
        _ table: EmploymentTable, rows range: Range<Int>, times: [Int64], progress: (Int) -> Void = { _ in }
    ) throws -> Outcome {
        let client = try open()
        let rows = RowWriter(table, deployment: deployment)
        let clock = ContinuousClock()
        let start = clock.now
        var closed = false
        defer { if !closed { dw_close(client, 0, nil) } }

        var measured = Double.nan
        for row in range {
            let began = clock.now
            while true {
                let status = rows.log(row, time: times[row], latencyMillis: measured, client)
                if status == DW_OK { break }
                guard status == DW_BUFFER_FULL else { throw DemoError("event \(row) was not taken: \(lastError)") }
                usleep(1_000)
            }
            measured = (clock.now - began) / .milliseconds(1)
            if row % 4_096 == 0 { progress(row) }
        }
        let lastLogged = clock.now
        guard dw_flush(client, 60_000) == DW_OK else { throw DemoError("not every event was acknowledged: \(lastError)") }
        let duration = clock.now - start
        progress(range.upperBound)
        let latency = AcknowledgementLatency(client)
        var counters = dw_counters_init()
        closed = true
        dw_close(client, 10_000, &counters)
        return Outcome(
            acknowledged: Int(counters.acknowledged), refused: Int(counters.refused), lost: Int(counters.lost),
            duration: duration, lastLogged: lastLogged, latency: latency)
    }

    private func open() throws -> OpaquePointer {
        var client: OpaquePointer?
        let status = endpoint.withCString { endpoint in
            key.withCString { key in
                modelVersion.withCString { version in
                    var options = dw_options_init()
                    options.endpoint = endpoint
                    options.api_key = key
                    options.model_version = version
                    return dw_open(&options, &client)
                }
            }
        }
        guard status == DW_OK, let client else { throw DemoError("the SDK cannot be opened: \(lastError)") }
        return client
    }

    private var lastError: String { String(cString: dw_last_error()) }
}

/// The SDK's time from `dw_log_inference` to the acknowledgement, in milliseconds.
struct AcknowledgementLatency {
    let p50: Double
    let p95: Double
    let p99: Double

    init(_ client: OpaquePointer) {
        p50 = dw_acknowledgement_latency_ms(client, 0.5)
        p95 = dw_acknowledgement_latency_ms(client, 0.95)
        p99 = dw_acknowledgement_latency_ms(client, 0.99)
    }
}

/// Turns a row into a `dw_event`. Keeps every text of the table as a C string, so that a row costs no allocation.
private final class RowWriter {
    private let table: EmploymentTable
    private let deployment: dw_text
    private let cohortKey: dw_text
    private let texts: [[dw_text]]
    private let classes: [dw_text]
    private let cohorts: [dw_text]
    private let cohortCodes: [Int32]
    private let features: UnsafeMutableBufferPointer<dw_feature>
    private let metadata = UnsafeMutablePointer<dw_metadata>.allocate(capacity: 1)
    private let arena: TextArena

    init(_ table: EmploymentTable, deployment: String) {
        let arena = TextArena()
        self.arena = arena
        self.table = table
        self.deployment = arena.keep(deployment)
        self.cohortKey = arena.keep("cohort")
        features = .allocate(capacity: table.features.count)
        texts = table.features.map { feature in
            guard case .categories(_, let dictionary) = feature.values else { return [] }
            return dictionary.map(arena.keep)
        }
        classes = table.predictedClass.dictionary.map(arena.keep)
        // The survey codes sex as 1 and 2; a cohort that people read has words.
        let sex = table.features.first { $0.name == "SEX" }
        cohorts = (sex?.dictionary ?? []).map { arena.keep($0.hasPrefix("1") ? "men" : "women") }
        cohortCodes = sex?.codes ?? []
        for (index, feature) in table.features.enumerated() {
            var slot = dw_feature()
            slot.name = arena.keep(feature.name)
            features.initializeElement(at: index, to: slot)
        }
    }

    deinit {
        features.deallocate()
        metadata.deallocate()
    }

    func log(_ row: Int, time: Int64, latencyMillis: Double, _ client: OpaquePointer) -> dw_status {
        for (index, feature) in table.features.enumerated() {
            switch feature.values {
            case .numbers(let values):
                features[index].type = DW_NUMBER
                features[index].value.number = values[row]
            case .categories(let codes, _):
                features[index].type = codes[row] < 0 ? DW_MISSING : DW_CATEGORY
                if codes[row] >= 0 { features[index].value.text = texts[index][Int(codes[row])] }
            }
        }
        var event = dw_event_init()
        event.deployment_id = deployment
        event.time_unix_nanos = time
        event.latency_ms = latencyMillis
        if let code = table.predictedClass.codes?[row], code >= 0 { event.predicted_class = classes[Int(code)] }
        event.score = table.score[row]
        event.features = UnsafePointer(features.baseAddress)
        event.feature_count = features.count
        if row < cohortCodes.count, cohortCodes[row] >= 0 {
            metadata.initialize(to: dw_metadata(key: cohortKey, value: cohorts[Int(cohortCodes[row])]))
            event.metadata = UnsafePointer(metadata)
            event.metadata_count = 1
        }
        var id = table.ids[row]
        return id.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                event.request_id = dw_text(data: characters.baseAddress, length: characters.count)
                return dw_log_inference(client, &event)
            }
        }
    }
}

/// Owns texts that C reads.
private final class TextArena {
    private var kept: [UnsafeMutablePointer<CChar>] = []

    func keep(_ text: String) -> dw_text {
        let copy = strdup(text)!
        kept.append(copy)
        return dw_text(data: copy, length: text.utf8.count)
    }

    deinit { for text in kept { free(text) } }
}

extension EmploymentTable.Feature {
    /// The texts of a category column; empty for numbers.
    var dictionary: [String] {
        if case .categories(_, let dictionary) = values { return dictionary }
        return []
    }

    /// The codes of a category column; nil for numbers.
    var codes: [Int32]? {
        if case .categories(let codes, _) = values { return codes }
        return nil
    }
}
