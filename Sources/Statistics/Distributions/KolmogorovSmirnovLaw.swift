/// The exact laws of Kolmogorov's and Smirnov's statistics in samples of any size.
package enum KolmogorovSmirnovLaw {
    /// P(D_n ≥ d) of the two-sided one-sample statistic (scipy's `kstwo.sf`), after Simard and L'Ecuyer (2011).
    package static func twoSided(_ d: Double, _ n: Int) -> Double {
        guard n > 0, !d.isNaN else { return .nan }
        let count = Double(n)
        let t = count * d
        if d >= 1 { return 0 }
        if t <= 0.5 { return 1 }
        if t <= 1 { return 1 - rubenGambino(2 * t - 1, n) }
        if t >= count - 1 { return 2 * Math.pow(1 - d, count) }
        if d >= 0.5 { return min(1, 2 * oneSided(d, n)) }
        let s = t * d
        if s >= 370 { return 0 }
        if s >= (n <= 140 ? 4 : 2.2) { return min(1, 2 * oneSided(d, n)) }
        if n <= 140 || (n <= 100_000 && count * Math.pow(d, 1.5) <= 1.4) { return 1 - durbinMatrix(d, n) }
        return 1 - pelzGood(d, n)
    }

    /// P(D⁺_n ≥ d) of the one-sided statistic: Birnbaum and Tingey's sum, all of its terms positive.
    package static func oneSided(_ d: Double, _ n: Int) -> Double {
        guard d > 0 else { return d.isNaN ? .nan : 1 }
        guard d < 1 else { return 0 }
        let count = Double(n)
        var sum = 0.0
        for j in 0...Int(count * (1 - d)) {
            let p = d + Double(j) / count
            let q = 1 - p
            guard q >= 0 else { break }
            sum += SaddlePoint.binomial(Double(j), of: count, p: p, q: q) / p
        }
        return min(1, d * sum)
    }

    /// n!·(x/n)^n.
    private static func rubenGambino(_ x: Double, _ n: Int) -> Double {
        var product = 1.0
        for k in 1...n { product *= Double(k) / Double(n) * x }
        return product
    }

    /// P(D_n < d) by Durbin's matrix as Marsaglia, Tsang and Wang (2003) power it.
    private static func durbinMatrix(_ d: Double, _ n: Int) -> Double {
        let t = Double(n) * d
        let k = Int(t) + 1
        let h = Double(k) - t
        let size = 2 * k - 1
        var matrix = [Double](repeating: 0, count: size * size)
        for i in 0..<size { for j in 0..<size where i - j + 1 >= 0 { matrix[i * size + j] = 1 } }
        for i in 0..<size {
            matrix[i * size] -= Math.pow(h, Double(i + 1))
            matrix[(size - 1) * size + i] -= Math.pow(h, Double(size - i))
        }
        if 2 * h - 1 > 0 { matrix[(size - 1) * size] += Math.pow(2 * h - 1, Double(size)) }
        for i in 0..<size {
            for j in 0..<size where i - j + 1 > 0 { for g in 1...(i - j + 1) { matrix[i * size + j] /= Double(g) } }
        }
        let (power, scale) = MatrixPower.raise(matrix, size: size, to: n)
        var value = power[(k - 1) * size + k - 1]
        var exponent = scale
        for i in 1...n {
            value *= Double(i) / Double(n)
            if value < 1e-140 {
                value *= 1e140
                exponent -= 140
            }
        }
        return value * Math.pow(10, Double(exponent))
    }

    /// P(D_n < d) by Pelz and Good's expansion (1976), good to 1e-10 for the n and d where it is used.
    private static func pelzGood(_ d: Double, _ n: Int) -> Double {
        let count = Double(n)
        let z = count.squareRoot() * d
        let (z2, z3, z4, z6) = (z * z, z * z * z, z * z * z * z, z * z * z * z * z * z)
        let pi2 = Double.pi * Double.pi
        let (pi4, pi6) = (pi2 * pi2, pi2 * pi2 * pi2)
        let half = (Double.pi / 2).squareRoot()
        var (k0, k1, k2, k3) = (0.0, 0.0, 0.0, 0.0)
        let last = Int((16 * z / Double.pi).rounded(.up))
        for k in stride(from: last, through: 0, by: -1) {
            let m = Double(2 * k + 1)
            let (m2, m4, m6) = (m * m, m * m * m * m, m * m * m * m * m * m)
            let q = Math.exp(-pi2 * m2 / (8 * z2))
            k0 += q
            k1 += (-z2 + pi2 / 4 * m2) * q
            k2 += (6 * z6 + 2 * z4 + pi2 * (2 * z4 - 5 * z2) / 4 * m2 + pi4 * (1 - 2 * z2) / 16 * m4) * q
            k3 +=
                (-30 * z6 - 90 * z6 * z2 + pi2 * (135 * z4 - 96 * z6) / 4 * m2 + pi4 * (-60 * z2 + 212 * z4) / 16 * m4
                    + pi6 * (5 - 30 * z2) / 64 * m6) * q
        }
        k0 *= 2 * half / z
        k1 *= half / (3 * z4)
        k2 *= half / (36 * z6 * z)
        k3 *= half / (3240 * z6 * z4)
        var (e2, e3) = (0.0, 0.0)
        for k in stride(from: last, through: 1, by: -1) {
            let m2 = Double(k * k)
            let q = Math.exp(-pi2 * m2 / (2 * z2))
            e2 += m2 * q
            e3 += (3 * pi2 * m2 * z2 - pi4 * m2 * m2) * q
        }
        k2 -= e2 * pi2 * half / (18 * z3)
        k3 += e3 * half / (108 * z6)
        return min(1, max(0, k0 + k1 / count.squareRoot() + k2 / count + k3 / (count * count.squareRoot())))
    }
}

/// Powers of a square matrix with its scale kept apart.
enum MatrixPower {
    /// matrix^power = result · 10^scale.
    static func raise(_ matrix: [Double], size: Int, to power: Int) -> (result: [Double], scale: Int) {
        if power == 1 { return (matrix, 0) }
        let (half, halfScale) = raise(matrix, size: size, to: power / 2)
        var result = multiply(half, half, size)
        var scale = 2 * halfScale
        if power % 2 == 1 { result = multiply(matrix, result, size) }
        if result[(size / 2) * size + size / 2] > 1e140 {
            for index in result.indices { result[index] *= 1e-140 }
            scale += 140
        }
        return (result, scale)
    }

    private static func multiply(_ a: [Double], _ b: [Double], _ size: Int) -> [Double] {
        var product = [Double](repeating: 0, count: size * size)
        for i in 0..<size {
            for k in 0..<size where a[i * size + k] != 0 {
                let factor = a[i * size + k]
                for j in 0..<size { product[i * size + j] += factor * b[k * size + j] }
            }
        }
        return product
    }
}
