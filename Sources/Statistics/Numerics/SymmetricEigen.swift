/// Eigenvalues and eigenvectors of a symmetric matrix: Householder's reduction to three diagonals, then implicit QL (EISPACK's tred2 and tql2,
/// Bowdler et al. 1968; the sums ordered for rows in memory). About 4d³ steps: 0.3 s for 384 dimensions.
struct SymmetricEigen {
    /// Descending.
    let values: [Double]
    /// vectors[i·d ..< (i+1)·d] belongs to values[i] and has length 1; its largest component is positive.
    let vectors: [Double]

    /// - Parameter matrix: d×d and symmetric, of finite numbers. nil when the iteration does not end, which such matrices do not cause.
    init?(_ matrix: [Double], dimension d: Int) {
        guard d > 0, matrix.count == d * d, matrix.allSatisfy(\.isFinite) else { return nil }
        var work = matrix
        var (diagonal, side) = ([Double](repeating: 0, count: d), [Double](repeating: 0, count: d))
        Self.reduce(&work, d, &diagonal, &side)
        // Rows of the transposed basis turn into the eigenvectors.
        var basis = [Double](repeating: 0, count: d * d)
        for row in 0..<d { for column in 0..<d { basis[column * d + row] = work[row * d + column] } }
        guard Self.iterate(&basis, d, &diagonal, &side) else { return nil }
        let order = diagonal.indices.sorted { (diagonal[$1], $0) < (diagonal[$0], $1) }
        values = order.map { diagonal[$0] }
        var sorted: [Double] = []
        sorted.reserveCapacity(d * d)
        for index in order {
            let row = basis[index * d..<(index + 1) * d]
            let extreme = row.max { $0.magnitude < $1.magnitude } ?? 1
            sorted.append(contentsOf: extreme < 0 ? row.map { -$0 } : Array(row))
        }
        vectors = sorted
    }

    /// tred2: `a` becomes the orthogonal basis, the diagonals stand in `d` and `e`.
    private static func reduce(_ a: inout [Double], _ n: Int, _ d: inout [Double], _ e: inout [Double]) {
        a.withUnsafeMutableBufferPointer { a in
            for i in stride(from: n - 1, to: 0, by: -1) {
                var (h, scale) = (0.0, 0.0)
                if i > 1 { for k in 0..<i { scale += a[i * n + k].magnitude } }
                guard scale > 0 else {
                    e[i] = a[i * n + i - 1]
                    d[i] = 0
                    continue
                }
                for k in 0..<i {
                    a[i * n + k] /= scale
                    h += a[i * n + k] * a[i * n + k]
                }
                let f = a[i * n + i - 1]
                let g = f >= 0 ? -h.squareRoot() : h.squareRoot()
                e[i] = scale * g
                h -= f * g
                a[i * n + i - 1] = f - g
                // e = A·u / h, from the lower triangle, row after row.
                for j in 0..<i { e[j] = 0 }
                for j in 0..<i {
                    let u = a[i * n + j]
                    var sum = a[j * n + j] * u
                    for k in 0..<j {
                        sum += a[j * n + k] * a[i * n + k]
                        e[k] += a[j * n + k] * u
                    }
                    e[j] += sum
                }
                var product = 0.0
                for j in 0..<i {
                    e[j] /= h
                    product += e[j] * a[i * n + j]
                    a[j * n + i] = a[i * n + j] / h
                }
                let half = product / (h + h)
                for j in 0..<i { e[j] -= half * a[i * n + j] }
                for j in 0..<i {
                    let (f, g) = (a[i * n + j], e[j])
                    for k in 0...j { a[j * n + k] -= f * e[k] + g * a[i * n + k] }
                }
                d[i] = h
            }
            (d[0], e[0]) = (0, 0)
            accumulate(a, n, &d)
        }
    }

    /// Multiplies the reflections into one basis.
    private static func accumulate(_ a: UnsafeMutableBufferPointer<Double>, _ n: Int, _ d: inout [Double]) {
        var sums = [Double](repeating: 0, count: n)
        for i in 0..<n {
            if d[i] != 0 {
                for j in 0..<i { sums[j] = 0 }
                for k in 0..<i {
                    let u = a[i * n + k]
                    for j in 0..<i { sums[j] += u * a[k * n + j] }
                }
                for k in 0..<i {
                    let u = a[k * n + i]
                    for j in 0..<i { a[k * n + j] -= sums[j] * u }
                }
            }
            d[i] = a[i * n + i]
            a[i * n + i] = 1
            for j in 0..<i { (a[j * n + i], a[i * n + j]) = (0, 0) }
        }
    }

    /// tql2: turns the rows of `z` until the matrix is diagonal.
    private static func iterate(_ z: inout [Double], _ n: Int, _ d: inout [Double], _ e: inout [Double]) -> Bool {
        for i in 1..<max(1, n) { e[i - 1] = e[i] }
        e[n - 1] = 0
        for l in 0..<n {
            var rounds = 0
            while true {
                var m = l
                while m < n - 1 {
                    let size = d[m].magnitude + d[m + 1].magnitude
                    if e[m].magnitude <= 0x1p-53 * size { break }
                    m += 1
                }
                if m == l { break }
                rounds += 1
                if rounds > 60 { return false }
                var g = (d[l + 1] - d[l]) / (2 * e[l])
                var r = (g * g + 1).squareRoot()
                g = d[m] - d[l] + e[l] / (g + (g >= 0 ? r : -r))
                var (s, c, p) = (1.0, 1.0, 0.0)
                var i = m - 1
                var isSplit = false
                while i >= l {
                    let f = s * e[i]
                    let b = c * e[i]
                    r = (f * f + g * g).squareRoot()
                    e[i + 1] = r
                    if r == 0 {
                        d[i + 1] -= p
                        e[m] = 0
                        isSplit = true
                        break
                    }
                    (s, c) = (f / r, g / r)
                    g = d[i + 1] - p
                    r = (d[i] - g) * s + 2 * c * b
                    p = s * r
                    d[i + 1] = g + p
                    g = c * r - b
                    rotate(&z, i * n, n, c, s)
                    i -= 1
                }
                if isSplit { continue }
                d[l] -= p
                e[l] = g
                e[m] = 0
            }
        }
        return true
    }

    @inline(__always)
    private static func rotate(_ z: inout [Double], _ start: Int, _ n: Int, _ c: Double, _ s: Double) {
        z.withUnsafeMutableBufferPointer { z in
            for k in 0..<n {
                let f = z[start + n + k]
                let g = z[start + k]
                z[start + n + k] = s * g + c * f
                z[start + k] = c * g - s * f
            }
        }
    }
}
