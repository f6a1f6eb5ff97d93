/// The names that a misspelt one may have meant, the nearest first: at most three, at an edit distance of at most a third of the
/// name's length, or beginning with it.
package func nearest(to name: String, among names: some Sequence<String>) -> [String] {
    let wanted = Array(name.lowercased().utf8.prefix(256))
    let candidates: [(name: String, distance: Int)] = names.compactMap { candidate in
        let letters = Array(candidate.lowercased().utf8.prefix(256))
        let distance = letters.starts(with: wanted) && !wanted.isEmpty ? 1 : editDistance(wanted, letters)
        return distance <= max(1, wanted.count / 3) ? (candidate, distance) : nil
    }
    return candidates.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(3).map(\.name)
}

/// Levenshtein's distance. O(n·m).
private func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var previous = Array(0...right.count)
    for (row, byte) in left.enumerated() {
        var current = [row + 1]
        current.reserveCapacity(right.count + 1)
        for (column, other) in right.enumerated() {
            current.append(min(previous[column + 1] + 1, current[column] + 1, previous[column] + (byte == other ? 0 : 1)))
        }
        previous = current
    }
    return previous[right.count]
}
