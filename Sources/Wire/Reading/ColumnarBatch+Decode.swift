internal import Contracts

extension ColumnarBatch {
    /// Takes the message `InferenceBatch` in the usual encoding. Faults of rows are looked for in the order of the fields here, and the
    /// first of a row counts.
    mutating func decode(_ range: Range<Int>, now: Timestamp, in context: inout ReadContext) throws(ReadFailure) {
        reset()
        let fields = try BatchFields(range, in: context)
        guard fields.formatVersion == 1 else {
            throw .fault(
                BatchFault(code: "format_version", message: "format_version is \(fields.formatVersion); this server reads 1"))
        }
        try takeDeployment(fields.deploymentID, in: context)
        try takeCount(fields.count, in: &context)
        try takeIdentity(fields, in: &context)
        try takeTimes(fields, now: now, in: &context)
        if let part = fields.modelVersion {
            try modelVersions.decode(
                part, column: .field("model_version"), bytesMax: context.limits.modelVersionBytes, in: &context)
        }
        if let part = fields.prediction { try prediction.decode(part, in: &context) }
        try takeFeatures(fields.features, in: &context)
        if let part = fields.latency {
            try latencies.decode(part, rows: count, column: .field("latency_ms"), in: context)
            refuseLatencies(in: &context)
        }
        if let part = fields.errorCode {
            try errorCodes.decode(part, column: .field("error_code"), bytesMax: context.limits.errorCodeBytes, in: &context)
        }
        try takeMetadata(fields.metadata, in: &context)
        if let part = fields.languageModel { try languageModel.decode(part, in: &context) }
        refused = context.refusals.sorted
    }

    private func refuseLatencies(in context: inout ReadContext) {
        if latencies.isWithin(RowRefusals.latencyRange) { return }
        for row in 0..<latencies.count where !RowRefusals.isLatency(latencies[row]) {
            context.refusals.refuse(row, "latency_out_of_range", RowRefusals.latencyMessage)
        }
    }

    private mutating func takeDeployment(_ range: Range<Int>?, in context: ReadContext) throws(ReadFailure) {
        let range = range ?? 0..<0
        if context.matches(range, deploymentID.rawValue) {
            hasDeployment = true
            return
        }
        let bytes = UnsafeRawBufferPointer(start: context.base + range.lowerBound, count: range.count)
        guard DeploymentID.isValid(bytes), let taken = DeploymentID(String(decoding: bytes, as: UTF8.self)) else {
            throw .fault(
                BatchFault(
                    code: "deployment_id",
                    message: "deployment_id (\(range.count) bytes) must be \(DeploymentID.requirement)"))
        }
        deploymentID = taken
        hasDeployment = true
    }

    private mutating func takeCount(_ rows: UInt32, in context: inout ReadContext) throws(ReadFailure) {
        guard rows > 0 else {
            throw .fault(BatchFault(code: "empty_batch", message: "count is 0: a batch has at least one event"))
        }
        guard rows <= context.limits.batchRows else {
            throw .fault(
                BatchFault(
                    code: "too_many_rows",
                    message: "count is \(rows); a batch has at most \(context.limits.batchRows) events: send smaller batches"))
        }
        count = Int(rows)
        context.rows = count
    }

    private mutating func takeIdentity(_ fields: BatchFields, in context: inout ReadContext) throws(ReadFailure) {
        if let part = fields.requestID {
            let rule = TextColumn.Rule(isRequired: true, bytesMax: context.limits.requestIDBytes, allowsNul: false)
            try requestIDs.decode(part, column: .field("request_id"), rule: rule, in: &context)
        }
        guard !requestIDs.isAbsent else {
            throw .fault(
                BatchFault(code: "missing_column", message: "the batch has no request_id: send one an event"))
        }
        if let part = fields.traceID {
            let rule = TextColumn.Rule(bytesMax: context.limits.traceIDBytes, allowsNul: false)
            try traceIDs.decode(part, column: .field("trace_id"), rule: rule, in: &context)
        }
    }

    private mutating func takeTimes(_ fields: BatchFields, now: Timestamp, in context: inout ReadContext) throws(ReadFailure) {
        if let deltas = fields.timeDeltas, !deltas.isEmpty {
            guard
                let found = try PackedVarints.accumulate(
                    deltas, from: fields.baseTime, into: &times, count: count, at: context.base)
            else {
                throw .fault(
                    BatchFault(
                        code: "time_overflow",
                        message: "time_delta_nanos add up to a time that 64 bits of nanoseconds cannot hold"))
            }
            guard found == count else { throw .fault(.columnLength(.field("time_delta_nanos"), has: found, wants: count)) }
        } else {
            times.resize(to: count, with: 0)
            for row in 0..<count { times[row] = fields.baseTime }
        }
        checkTimes(now: now, in: &context)
    }

    private func checkTimes(now: Timestamp, in context: inout ReadContext) {
        let latest = now.advanced(by: .nanoseconds(context.limits.futureNanos)).nanos
        let earliest = now.advanced(by: .nanoseconds(-context.limits.ageNanos)).nanos
        var (low, high) = (Int64.max, Int64.min)
        for time in times {
            low = min(low, time)
            high = max(high, time)
        }
        guard low < earliest || high > latest else { return }
        for (row, time) in times.enumerated() {
            guard let fault = RowRefusals.timeFault(of: Timestamp(nanos: time), now: now, limits: context.limits) else {
                continue
            }
            context.refusals.refuse(row, fault.code, fault.message)
        }
    }
}
