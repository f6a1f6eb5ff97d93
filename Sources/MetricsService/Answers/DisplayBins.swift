internal import Protos
internal import Statistics
internal import SwiftProtobuf

/// Distributions as people look at them: few bins, with shares of all events.
enum DisplayBins {
    /// Bins of a number when nobody says how many.
    static let usual = 30
    /// Bins at most.
    static let limit: UInt32 = 1_000
    /// Categories at most; the rest are shown as other.
    private static let categoryLimit = 200

    /// One bin in the making.
    private struct Counted {
        var label: String
        var kind: String
        var lower = 0.0
        var upper = 0.0
        var reference: Int
        var current: Int
    }

    /// The bins of a feature that the reference has.
    static func bins(_ schema: FeatureSchema, reference: Profile, current: Profile, most: Int) -> [Driftwatch_V1_Bin] {
        let counts = (counters(schema, reference), counters(schema, current))
        var bins: [Counted] =
            switch schema.bins {
            case .numeric(let numeric): numbers(numeric, counts.0, counts.1, most: max(1, most))
            case .categorical(let categories): named(categories, counts.0, counts.1)
            case .none: []
            }
        bins.append(missing(reference.missing(schema.name), current.missing(schema.name)))
        return messages(bins, reference: reference.events, current: current.events)
    }

    /// The bins of what is counted without a reference: predicted classes, and scores from 0 to 1. Nothing for other features.
    static func bins(_ feature: ExactText, current: Profile, most: Int) -> [Driftwatch_V1_Bin] {
        var bins: [Counted] = []
        if feature == ReservedFeature.prediction {
            bins = current.classes.counts.map {
                Counted(label: $0.key.description, kind: "category", reference: 0, current: $0.value)
            }
            bins.sort { ($1.current, $0.label) < ($0.current, $1.label) }
            if current.classes.other > 0 {
                bins.append(Counted(label: "\(ReservedBin.other)", kind: "other", reference: 0, current: current.classes.other))
            }
        } else if feature == ReservedFeature.score {
            bins = scores(current.scores, most: max(1, most))
        }
        guard !bins.isEmpty else { return [] }
        bins.append(missing(0, current.missing(feature)))
        return messages(bins, reference: 0, current: current.events)
    }

    // MARK: - Kinds

    /// Counts in a feature's bins, a number's infinities in the end bins.
    private static func counters(_ schema: FeatureSchema, _ profile: Profile) -> [Int] {
        let counters = profile.features[schema.name]
        var bins = counters?.bins ?? []
        if bins.count != schema.bins.count { bins = [Int](repeating: 0, count: schema.bins.count) }
        if schema.kind.isNumeric, !bins.isEmpty {
            bins[0] += counters?.negativeInfinities ?? 0
            bins[bins.count - 1] += counters?.positiveInfinities ?? 0
        }
        return bins
    }

    /// Neighbouring bins are joined until each has its part of the reference, so that few enough are left.
    private static func numbers(_ bins: NumericBins, _ reference: [Int], _ current: [Int], most: Int) -> [Counted] {
        let edges = [-Double.infinity] + bins.edges + [.infinity]
        let total = reference.reduce(0, +)
        var result: [Counted] = []
        var open: Counted?
        var seen = 0
        for bin in 0..<bins.count {
            seen += reference[bin]
            var joined = open ?? Counted(label: "", kind: "numeric", lower: edges[bin], reference: 0, current: 0)
            joined.upper = edges[bin + 1]
            joined.reference += reference[bin]
            joined.current += current[bin]
            let isFull = bins.count <= most || Double(seen) * Double(most) >= Double(total) * Double(result.count + 1)
            if isFull && (result.count < most - 1 || bins.count <= most) || bin == bins.count - 1 {
                joined.label = label(joined.lower, joined.upper)
                result.append(joined)
                open = nil
            } else {
                open = joined
            }
        }
        return result
    }

    private static func named(_ bins: CategoryBins, _ reference: [Int], _ current: [Int]) -> [Counted] {
        var categories = bins.categories.enumerated().map { bin, name in
            Counted(label: name.description, kind: "category", reference: reference[bin], current: current[bin])
        }
        categories.sort { ($1.reference, $1.current, $0.label) < ($0.reference, $0.current, $1.label) }
        let rest = categories.dropFirst(categoryLimit)
        let new = Counted(
            label: "\(ReservedBin.new)", kind: "new", reference: reference[bins.newBin], current: current[bins.newBin])
        let other = Counted(
            label: "\(ReservedBin.other)", kind: "other", reference: rest.reduce(reference[bins.otherBin]) { $0 + $1.reference },
            current: rest.reduce(current[bins.otherBin]) { $0 + $1.current })
        return categories.prefix(categoryLimit) + [new, other]
    }

    private static func scores(_ histogram: UnitHistogram, most: Int) -> [Counted] {
        guard !histogram.bins.isEmpty else { return [] }
        let width = (histogram.bins.count + most - 1) / most
        var bins: [Counted] = stride(from: 0, to: histogram.bins.count, by: width).map { start in
            let end = min(start + width, histogram.bins.count)
            let (lower, upper) = (Double(start) / Double(histogram.bins.count), Double(end) / Double(histogram.bins.count))
            return Counted(
                label: label(lower, upper), kind: "numeric", lower: lower, upper: upper, reference: 0,
                current: histogram.bins[start..<end].reduce(0, +))
        }
        if histogram.below > 0 {
            bins.insert(outside(-.infinity, 0, histogram.below), at: 0)
        }
        if histogram.above > 0 { bins.append(outside(1, .infinity, histogram.above)) }
        return bins
    }

    private static func outside(_ lower: Double, _ upper: Double, _ count: Int) -> Counted {
        Counted(label: label(lower, upper), kind: "numeric", lower: lower, upper: upper, reference: 0, current: count)
    }

    private static func missing(_ reference: Int, _ current: Int) -> Counted {
        Counted(label: "\(ReservedBin.missing)", kind: "missing", reference: reference, current: current)
    }

    /// `[a, b)`, open at infinite ends.
    private static func label(_ lower: Double, _ upper: Double) -> String {
        "\(lower == -.infinity ? "(-∞" : "[\(short(lower))"), \(upper == .infinity ? "∞" : short(upper)))"
    }

    /// At most six significant digits.
    private static func short(_ value: Double) -> String {
        guard value != 0, value.isFinite else { return value == 0 ? "0" : "\(value)" }
        var scale = 1.0
        while value.magnitude * scale < 100_000, scale < 1e12 { scale *= 10 }
        let rounded = (value * scale).rounded() / scale
        let text = "\(rounded)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    private static func messages(_ bins: [Counted], reference: Int, current: Int) -> [Driftwatch_V1_Bin] {
        bins.map { bin in
            .with {
                $0.label = bin.label
                $0.kind = bin.kind
                $0.lower = bin.lower
                $0.upper = bin.upper
                $0.reference = reference > 0 ? Double(bin.reference) / Double(reference) : 0
                $0.current = current > 0 ? Double(bin.current) / Double(current) : 0
            }
        }
    }
}
