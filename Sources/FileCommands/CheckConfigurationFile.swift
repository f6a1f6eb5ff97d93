internal import Checks
internal import Foundation
internal import Reports
internal import Statistics
internal import Yams

/// Reads a check's configuration file, YAML: the flags' names with underscores, and `thresholds`. Unknown keys are refused.
struct CheckConfigurationFile {
    private let path: String

    init(_ path: String) { self.path = path }

    /// - Throws: `CommandFailure` with path, line and what is expected.
    func read() throws(CommandFailure) -> CheckSettings {
        let text = String(decoding: try InputFile(path).read(limit: 1 << 20), as: UTF8.self)
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            let line = "\(error)".split(separator: "\n").first.map(String.init) ?? "no YAML"
            throw CommandFailure("\(path): is not YAML: \(line)")
        }
        guard let root, root.null == nil else { return CheckSettings() }
        guard let mapping = root.mapping else {
            throw CommandFailure("\(path): holds no keys; it looks like 'methods: [psi, ks]'")
        }
        var settings = CheckSettings()
        var seen: Set<String> = []
        for (key, value) in mapping {
            let given = key.string ?? ""
            let name = Self.aliases[given] ?? given
            guard seen.insert(name).inserted else { throw failure(key, "'\(name)' is given twice") }
            try set(name, key, value, &settings)
        }
        return settings
    }

    private static let keys: [String] = [
        "ref", "prod", "features", "numeric", "categorical", "ignore", "prediction", "score", "value", "label", "group",
        "timestamp",
        "chunk", "methods", "thresholds", "alpha", "correction", "critical_share", "critical", "min_rows", "confirm",
        "chunk_thresholds", "duplicates", "compat", "model_version", "fail_on", "format", "out",
    ]

    /// Other names that are taken for keys.
    private static let aliases = ["reference": "ref", "production": "prod", "critical_features": "critical"]

    private func set(_ name: String, _ key: Node, _ value: Node, _ settings: inout CheckSettings) throws(CommandFailure) {
        switch name {
        case "ref": settings.reference = try text(value, name)
        case "prod": settings.production = try text(value, name)
        case "features": settings.features = try texts(value, name)
        case "numeric": settings.numeric = try texts(value, name)
        case "categorical": settings.categorical = try texts(value, name)
        case "ignore": settings.ignore = try texts(value, name)
        case "methods": settings.methods = try texts(value, name)
        case "critical": settings.criticalFeatures = try texts(value, name)
        case "prediction": settings.prediction = try text(value, name)
        case "score": settings.score = try text(value, name)
        case "value": settings.value = try text(value, name)
        case "label": settings.label = try text(value, name)
        case "group": settings.group = try text(value, name)
        case "timestamp": settings.timestamp = try text(value, name)
        case "chunk": settings.chunk = try text(value, name)
        case "confirm": settings.confirm = try text(value, name)
        case "model_version": settings.modelVersion = try text(value, name)
        case "out": settings.out = try text(value, name)
        case "alpha": settings.alpha = try number(value, name)
        case "critical_share": settings.criticalShare = try share(value, name)
        case "min_rows": settings.minimumRows = try whole(value, name)
        case "duplicates": settings.duplicates = try boolean(value, name)
        case "chunk_thresholds":
            let word = try choice(value, name, ["true", "false", "reference", "standard"])
            settings.chunkThresholds = word == "true" || word == "reference"
        case "correction":
            settings.correction = .init(rawValue: try choice(value, name, CheckSettings.Correction.allCases.map(\.rawValue)))
        case "compat":
            let known = DriftCompatibility.allCases.map(\.rawValue)
            settings.compatibility = .init(rawValue: try choice(value, name, known))
        case "fail_on": settings.failOn = .init(rawValue: try choice(value, name, CheckSettings.FailOn.allCases.map(\.rawValue)))
        case "format": settings.format = .init(rawValue: try choice(value, name, ReportFormat.allCases.map(\.rawValue)))
        case "thresholds":
            guard let mapping = value.mapping else { throw failure(value, "thresholds: is a mapping, such as 'psi: 0.2'") }
            for (metric, limit) in mapping { try threshold(metric.string ?? "", metric, limit, &settings) }
        default:
            guard isMetric(name) else { throw failure(key, "there is no key '\(name)'\(Nearest.hint(name, Self.keys))") }
            try threshold(name, key, value, &settings)
        }
    }

    private func isMetric(_ name: String) -> Bool {
        DriftMetric(name: name.hasSuffix("_pvalue") ? String(name.dropLast(7)) : name) != nil
    }

    private func threshold(
        _ name: String, _ key: Node, _ value: Node, _ settings: inout CheckSettings
    ) throws(CommandFailure) {
        guard isMetric(name) else {
            let metrics = DriftMetric.allCases
            let known = metrics.map(\.rawValue) + ["js"] + metrics.filter(\.hasTest).map { $0.rawValue + "_pvalue" }
            throw failure(key, "thresholds: there is no metric '\(name)'\(Nearest.hint(name, known))")
        }
        guard let mapping = value.mapping else {
            settings.thresholds[name] = CheckSettings.Limits(warning: try number(value, name))
            return
        }
        var limits = CheckSettings.Limits(warning: .nan)
        for (part, limit) in mapping {
            switch part.string {
            case "warning": limits.warning = try number(limit, name)
            case "critical": limits.critical = try number(limit, name)
            default:
                throw failure(
                    part,
                    "\(name): there is no key '\(part.string ?? "")'\(Nearest.hint(part.string ?? "", ["warning", "critical"]))")
            }
        }
        guard !limits.warning.isNaN else { throw failure(value, "\(name): has no 'warning'") }
        settings.thresholds[name] = limits
    }

    private func failure(_ node: Node, _ message: String) -> CommandFailure {
        CommandFailure("\(path):\(node.mark.map { "\($0.line):" } ?? "") \(message)")
    }

    private func text(_ node: Node, _ name: String) throws(CommandFailure) -> String {
        guard let scalar = node.scalar?.string, !scalar.isEmpty else { throw failure(node, "\(name): is one text") }
        return scalar
    }

    private func texts(_ node: Node, _ name: String) throws(CommandFailure) -> [String] {
        if let scalar = node.scalar?.string {
            return scalar.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        }
        guard let items = node.sequence else { throw failure(node, "\(name): is a list, such as [a, b]") }
        var texts: [String] = []
        for item in items { texts.append(try text(item, name)) }
        return texts
    }

    private func number(_ node: Node, _ name: String) throws(CommandFailure) -> Double {
        guard let number = node.scalar.flatMap({ Double($0.string) }), number.isFinite, number >= 0 else {
            throw failure(node, "\(name): is a number, 0 or greater")
        }
        return number
    }

    private func share(_ node: Node, _ name: String) throws(CommandFailure) -> Double {
        guard let scalar = node.scalar?.string, scalar.hasSuffix("%") else { return try number(node, name) }
        guard let percent = Double(scalar.dropLast().trimmingCharacters(in: .whitespaces)) else {
            throw failure(node, "\(name): is a share, such as 0.5 or 50%")
        }
        return percent / 100
    }

    private func whole(_ node: Node, _ name: String) throws(CommandFailure) -> Int {
        guard let number = node.scalar.flatMap({ Int($0.string) }) else { throw failure(node, "\(name): is a whole number") }
        return number
    }

    private func boolean(_ node: Node, _ name: String) throws(CommandFailure) -> Bool {
        try choice(node, name, ["true", "false"]) == "true"
    }

    private func choice(_ node: Node, _ name: String, _ known: [String]) throws(CommandFailure) -> String {
        let word = node.scalar?.string ?? ""
        guard known.contains(word) else { throw failure(node, "\(name): there is no '\(word)'\(Nearest.hint(word, known))") }
        return word
    }
}
