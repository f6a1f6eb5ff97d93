internal import Contracts
internal import Protos

/// How the metrics service's answers look in JSON.
extension JSONValue {
    /// RFC 3339; `null` for 0, which means never.
    static func time(_ nanos: Int64) -> JSONValue {
        nanos == 0 ? .null : .string(Timestamp(nanos: nanos).rfc3339)
    }

    static func reference(_ reference: Driftwatch_V1_Reference?) -> JSONValue {
        guard let reference else { return .null }
        return .object([
            "id": .string(reference.id), "version": .integer(Int64(reference.version)), "count": .count(reference.count),
            "created_at": .time(reference.createdUnixNanos), "description": .string(reference.description_p),
        ])
    }

    static func deployment(_ deployment: Driftwatch_V1_Deployment) -> JSONValue {
        .object([
            "id": .string(deployment.id),
            "created_at": .time(deployment.createdUnixNanos),
            "model_versions": .array(deployment.modelVersions.map { .string($0) }),
            "features": .array(
                deployment.features.map { .object(["name": .string($0.name), "type": .string($0.type)]) }),
            "slices": .array(deployment.slices.map { .string($0) }),
            "reference": .reference(deployment.hasReference ? deployment.reference : nil),
            "first_event_at": .time(deployment.firstEventUnixNanos),
            "last_event_at": .time(deployment.lastEventUnixNanos),
            "count": .count(deployment.count),
        ])
    }

    /// A value with its state and count; the number is left out where there is none.
    static func value(_ value: Driftwatch_V1_Value) -> JSONValue { .object(members(of: value)) }

    static func point(_ point: Driftwatch_V1_Point) -> JSONValue {
        var all = [Member(name: "ts", value: .time(point.timeUnixNanos))] + members(of: point.value)
        if point.open { all.append(Member(name: "open", value: .bool(true))) }
        return .object(all)
    }

    private static func members(of value: Driftwatch_V1_Value) -> [Member] {
        var all: [Member] = []
        if value.state == "ok", let number = finite(value.value) { all.append(Member(name: "value", value: number)) }
        all.append(Member(name: "state", value: .string(value.state)))
        all.append(Member(name: "count", value: .count(value.count)))
        if value.errorBound > 0, let bound = finite(value.errorBound) {
            all.append(Member(name: "error_bound", value: bound))
        }
        if value.noiseFloor > 0, let floor = finite(value.noiseFloor) {
            all.append(Member(name: "noise_floor", value: floor))
        }
        if !value.severity.isEmpty { all.append(Member(name: "severity", value: .string(value.severity))) }
        return all
    }

    static func metric(_ answer: Driftwatch_V1_QueryMetricResponse, feature: String) -> JSONValue {
        let slices = answer.slices.sorted { $0.key < $1.key }.map {
            Member(name: $0.key, value: .array($0.value.points.map { .point($0) }))
        }
        return .object([
            "metric": .string(answer.metric),
            "deployment_id": .string(answer.deploymentID),
            "feature": feature.isEmpty ? nil : .string(feature),
            "unit": .string(answer.unit),
            "state": .string(answer.total.state),
            "series": .array(answer.series.map { .point($0) }),
            "slices": .object(slices),
            "total": .value(answer.total),
            "thresholds": answer.hasThresholds
                ? .object(["warning": finite(answer.thresholds.warning), "critical": finite(answer.thresholds.critical)]) : .null,
            "reference": .reference(answer.hasReference ? answer.reference : nil),
        ])
    }

    static func drift(_ answer: Driftwatch_V1_GetDriftResponse) -> JSONValue {
        .object([
            "status": .string(answer.status),
            "count": .count(answer.count),
            "reference": .reference(answer.hasReference ? answer.reference : nil),
            "features": .array(answer.features.map { .featureDrift($0) }),
        ])
    }

    private static func featureDrift(_ feature: Driftwatch_V1_FeatureDrift) -> JSONValue {
        .object([
            "feature": .string(feature.feature),
            "type": .string(feature.type),
            "severity": .string(feature.severity),
            "drifted": .bool(feature.drifted),
            "missing_ratio": finite(feature.missingRatio) ?? .null,
            "missing_ratio_reference": finite(feature.missingRatioReference) ?? .null,
            "type_errors": .count(feature.typeErrors),
            "metrics": .object(
                feature.metrics.sorted { $0.key < $1.key }.map { Member(name: $0.key, value: .value($0.value)) }),
        ])
    }

    static func distribution(_ answer: Driftwatch_V1_Distribution) -> JSONValue {
        .object([
            "feature": .string(answer.feature),
            "type": .string(answer.type),
            "count_reference": .count(answer.countReference),
            "count_current": .count(answer.countCurrent),
            "bins": .array(answer.bins.map { .bin($0) }),
            "reference": .reference(answer.hasReference ? answer.reference : nil),
        ])
    }

    private static func bin(_ bin: Driftwatch_V1_Bin) -> JSONValue {
        let isNumeric = bin.kind == "numeric"
        return .object([
            "label": .string(bin.label),
            "kind": .string(bin.kind),
            "lower": isNumeric ? finite(bin.lower) : nil,
            "upper": isNumeric ? finite(bin.upper) : nil,
            "reference": finite(bin.reference) ?? .null,
            "current": finite(bin.current) ?? .null,
        ])
    }

    static func progress(_ progress: Driftwatch_V1_Progress) -> JSONValue {
        .object([
            "appended_batches": .count(progress.appendedBatches),
            "processed_batches": .count(progress.processedBatches),
            "suppressed_batches": .count(progress.suppressedBatches),
            "suppressed_events": .count(progress.suppressedEvents),
        ])
    }
}
