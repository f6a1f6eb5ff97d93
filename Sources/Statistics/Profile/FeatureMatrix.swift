/// One feature's counters for many cells at once, laid out so that a column is binned once and scattered in one pass.
struct FeatureMatrix: Sendable {
    let kind: FeatureKind
    let bins: FeatureBins
    private let binCount: Int
    private var cellCount: Int
    private var counts: [UInt32]
    private var present: [UInt32]
    private var positiveInfinities: [UInt32]
    private var negativeInfinities: [UInt32]
    private var typeErrors: [UInt32]
    private var sums: [SIMD4<Double>]
    /// What `sums` lack by rounding.
    private var lost: [SIMD4<Double>]
    private var center: Double?

    /// Codes of values that have no bin.
    private static let missing: UInt16 = 0xFFFF
    private static let positiveInfinity: UInt16 = 0xFFFE
    private static let negativeInfinity: UInt16 = 0xFFFD

    init(kind: FeatureKind, bins: FeatureBins, cells: Int) {
        self.kind = kind
        self.bins = bins
        // Without bins one column stands in for them all, which keeps the loops the same.
        binCount = max(1, bins.count)
        cellCount = 0
        counts = []
        present = []
        positiveInfinities = []
        negativeInfinities = []
        typeErrors = []
        sums = []
        lost = []
        center = nil
        reserve(cells: cells)
    }

    mutating func reserve(cells: Int) {
        guard cells > cellCount else { return }
        let room = cells - cellCount
        counts.append(contentsOf: repeatElement(0, count: room * binCount))
        present.append(contentsOf: repeatElement(0, count: room))
        positiveInfinities.append(contentsOf: repeatElement(0, count: room))
        negativeInfinities.append(contentsOf: repeatElement(0, count: room))
        typeErrors.append(contentsOf: repeatElement(0, count: room))
        sums.append(contentsOf: repeatElement(.zero, count: kind.isNumeric ? room : 0))
        lost.append(contentsOf: repeatElement(.zero, count: kind.isNumeric ? room : 0))
        cellCount = cells
    }

    mutating func update(numbers values: Span<Double>, cells: Span<Int32>, scratch: inout [UInt16]) {
        guard values.count > 0 else { return }
        if scratch.count < values.count { scratch = [UInt16](repeating: 0, count: values.count) }
        values.withUnsafeBufferPointer { values in
            if center == nil { center = suitableCenter(values) }
            scratch.withUnsafeMutableBufferPointer { codes in encode(values, into: codes) }
            scratch.withUnsafeBufferPointer { codes in
                cells.withUnsafeBufferPointer { cells in
                    for start in stride(from: 0, to: cells.count, by: values.count) {
                        let block = UnsafeBufferPointer(rebasing: cells[start..<min(start + values.count, cells.count)])
                        count(codes, cells: block)
                        accumulate(values, codes, cells: block)
                    }
                }
            }
        }
    }

    /// - Parameter binOfCode: the bin of each wire code; entry 0, the missing value, is ignored.
    mutating func update(codes: Span<UInt32>, binOfCode: [UInt16], cells: Span<Int32>, scratch: inout [UInt16]) {
        guard codes.count > 0 else { return }
        if scratch.count < codes.count { scratch = [UInt16](repeating: 0, count: codes.count) }
        for row in codes.indices {
            let code = Int(codes[row])
            scratch[row] = code == 0 || code >= binOfCode.count ? Self.missing : binOfCode[code]
        }
        scatter(rows: codes.count, cells: cells, scratch: scratch)
    }

    /// Counts rows of one category in one cell; of a feature of another type they are type errors.
    mutating func add(_ rows: Int, category: ExactText, cell: Int) {
        guard kind == .category else {
            typeErrors[cell] += UInt32(clamping: rows)
            return
        }
        var bin = 0
        if case .categorical(let categories) = bins { bin = categories.bin(of: category) }
        counts[cell * binCount + bin] += UInt32(clamping: rows)
        present[cell] += UInt32(clamping: rows)
    }

    mutating func update(booleans values: Span<UInt8>, cells: Span<Int32>, scratch: inout [UInt16]) {
        guard values.count > 0 else { return }
        if scratch.count < values.count { scratch = [UInt16](repeating: 0, count: values.count) }
        let top = UInt16(binCount - 1)
        for row in values.indices { scratch[row] = values[row] > 1 ? Self.missing : min(UInt16(values[row]), top) }
        scatter(rows: values.count, cells: cells, scratch: scratch)
    }

    /// Counts a value of another type than the feature's in each cell of the rows where one is present.
    mutating func update(typeErrors isPresent: [Bool], cells: Span<Int32>) {
        guard !isPresent.isEmpty else { return }
        for position in cells.indices where isPresent[position % isPresent.count] {
            let cell = Int(cells[position])
            if cell >= 0 && cell < cellCount { typeErrors[cell] += 1 }
        }
    }

    /// The counters of one cell.
    func counters(ofCell cell: Int) -> FeatureCounters {
        var result = FeatureCounters(kind: kind, bins: bins.count)
        guard cell < cellCount else { return result }
        result.positiveInfinities = Int(positiveInfinities[cell])
        result.negativeInfinities = Int(negativeInfinities[cell])
        result.typeErrors = Int(typeErrors[cell])
        result.count = Int(present[cell])
        for bin in result.bins.indices { result.bins[bin] = Int(counts[cell * binCount + bin]) }
        if kind.isNumeric {
            let finite = result.count - result.positiveInfinities - result.negativeInfinities
            // Rounded to a double each, which is as good as their terms and keeps the bytes of a cell few.
            if finite > 0 {
                result.moments = PowerSums(count: finite, center: center ?? 0, sums: ExtendedSums(high: sums[cell] + lost[cell]))
            }
        }
        return result
    }

    // MARK: - Loops

    private func encode(_ values: UnsafeBufferPointer<Double>, into codes: UnsafeMutableBufferPointer<UInt16>) {
        guard case .numeric(let numeric) = bins else {
            for row in values.indices { codes[row] = Self.code(values[row], bin: 0) }
            return
        }
        numeric.search.withUnsafeBufferPointer { search in
            let top = numeric.edges.count
            let levels = (search.count + 1).trailingZeroBitCount
            guard let edges = search.baseAddress, levels > 0 else {
                for row in values.indices { codes[row] = Self.code(values[row], bin: 0) }
                return
            }
            var row = 0
            // Four branchless searches at a time hide each other's latency.
            while row &+ 4 <= values.count {
                let x = SIMD4(values[row], values[row &+ 1], values[row &+ 2], values[row &+ 3])
                var (a, b, c, d) = (0, 0, 0, 0)
                var level = levels
                while level > 0 {
                    level &-= 1
                    let middle = edges + ((1 &<< level) &- 1)
                    a &+= Self.bit(middle[a] <= x[0]) &<< level
                    b &+= Self.bit(middle[b] <= x[1]) &<< level
                    c &+= Self.bit(middle[c] <= x[2]) &<< level
                    d &+= Self.bit(middle[d] <= x[3]) &<< level
                }
                codes[row] = Self.code(x[0], bin: min(a, top))
                codes[row &+ 1] = Self.code(x[1], bin: min(b, top))
                codes[row &+ 2] = Self.code(x[2], bin: min(c, top))
                codes[row &+ 3] = Self.code(x[3], bin: min(d, top))
                row &+= 4
            }
            while row < values.count {
                codes[row] = Self.code(values[row], bin: numeric.bin(of: values[row]))
                row &+= 1
            }
        }
    }

    @inline(__always)
    private static func bit(_ condition: Bool) -> Int { Int(truncatingIfNeeded: unsafeBitCast(condition, to: UInt8.self)) }

    @inline(__always)
    private static func code(_ x: Double, bin: Int) -> UInt16 {
        if x.magnitude < .infinity { return UInt16(truncatingIfNeeded: bin) }
        return x.isNaN ? missing : x > 0 ? positiveInfinity : negativeInfinity
    }

    private mutating func scatter(rows: Int, cells: Span<Int32>, scratch: [UInt16]) {
        scratch.withUnsafeBufferPointer { codes in
            cells.withUnsafeBufferPointer { cells in
                for start in stride(from: 0, to: cells.count, by: rows) {
                    count(codes, cells: UnsafeBufferPointer(rebasing: cells[start..<min(start + rows, cells.count)]))
                }
            }
        }
    }

    private mutating func count(_ codes: UnsafeBufferPointer<UInt16>, cells: UnsafeBufferPointer<Int32>) {
        let (width, limit) = (binCount, cellCount)
        counts.withUnsafeMutableBufferPointer { counts in
            present.withUnsafeMutableBufferPointer { present in
                for row in cells.indices {
                    let cell = Int(cells[row])
                    guard cell >= 0 && cell < limit else { continue }
                    let code = codes[row]
                    if code < Self.negativeInfinity {
                        counts[cell * width + Int(code)] += 1
                        present[cell] += 1
                    } else if code == Self.positiveInfinity {
                        positiveInfinities[cell] += 1
                        present[cell] += 1
                    } else if code == Self.negativeInfinity {
                        negativeInfinities[cell] += 1
                        present[cell] += 1
                    }
                }
            }
        }
    }

    private mutating func accumulate(
        _ values: UnsafeBufferPointer<Double>, _ codes: UnsafeBufferPointer<UInt16>, cells: UnsafeBufferPointer<Int32>
    ) {
        let (origin, limit) = (center ?? 0, cellCount)
        sums.withUnsafeMutableBufferPointer { sums in
            lost.withUnsafeMutableBufferPointer { lost in
                // Neighbours are mostly of one minute: the running cell stays in registers, and is added up with its rounding error.
                func settle(_ cell: Int, _ running: SIMD4<Double>) {
                    let (sum, rest) = ExtendedSums.twoSum(sums[cell], running)
                    sums[cell] = sum
                    lost[cell] += rest
                }
                for start in stride(from: 0, to: cells.count, by: PowerSums.blockLength) {
                    var current = -1
                    var running = SIMD4<Double>.zero
                    for row in start..<min(start + PowerSums.blockLength, cells.count) {
                        let cell = Int(cells[row])
                        guard cell >= 0 && cell < limit && codes[row] < Self.negativeInfinity else { continue }
                        if cell != current {
                            if current >= 0 { settle(current, running) }
                            current = cell
                            running = .zero
                        }
                        running += PowerSums.powers(of: values[row] - origin)
                    }
                    if current >= 0 { settle(current, running) }
                }
            }
        }
    }

    /// The reference's median where the values are about there, so that cells need no recentring; else the median of a few values. nil
    /// while all are missing.
    private func suitableCenter(_ values: UnsafeBufferPointer<Double>) -> Double? {
        var few: [Double] = []
        for step in 0..<9 {
            let start = step * values.count / 9
            if let x = values[start..<(step + 1) * values.count / 9].first(where: { $0.isFinite }) { few.append(x) }
        }
        guard !few.isEmpty else { return nil }
        few.sort()
        let middle = few[few.count / 2]
        guard case .numeric(let numeric) = bins else { return middle }
        let reach = few.count < 9 ? 4 * numeric.scale : 2 * (few[8] - few[0])
        return (middle - numeric.center).magnitude <= reach ? numeric.center : middle
    }
}
