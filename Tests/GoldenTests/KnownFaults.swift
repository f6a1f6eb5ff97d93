/// Where the trusted library's own value is wrong beyond the case's tolerance, and why. Printed, never silent. A rule asks what
/// the inputs are and how far the value is off, never which case it is.
enum KnownFaults {
    enum Finding {
        /// The library's faulty arithmetic, done over with our parts, gives its value: checked all the same. Within the case's tolerance, or
        /// for a p-value within the digits that the library's law has left at this total.
        case reproduced(String)
        /// Not compared.
        case setAside(String)
    }

    static func finding(_ golden: GoldenCase, path: String, given: Double, expected: Double) -> Finding? {
        let distance = (given - expected).magnitude
        if path.hasPrefix("/fisher/"), let (table, total) = table(golden) {
            if table.wraps {
                let again = path.hasSuffix("/odds_ratio") ? table.oddsRatio : table.pValue
                let off = (again - expected).magnitude
                if off <= golden.absolute + golden.relative * expected.magnitude {
                    return .reproduced("scipy's products of counts overflow 64 bits; done so, we get \(again)")
                }
                // Its law raises a number near 1 to a power near the total: 4.8e-4 off at 4e12.
                guard path.hasSuffix("/p"), off <= min(1e-3, 0x1p-52 * total) * expected.magnitude else { return nil }
                return .reproduced(
                    "scipy's products of counts overflow 64 bits; done so, our tails give \(again), which scipy's law has to "
                        + "\(off / expected.magnitude) of it")
            }
            // Against 40 digits: 2e-10 at a total of 4e6, 4e-7 at 4e9.
            if distance <= min(1e-6, 1e-15 * total) * expected.magnitude {
                return .setAside("scipy's hypergeometric law is a ratio of gamma functions, and loses digits as the counts grow")
            }
        }
        // scipy gives 1 − F, where F is a sum near 1 with the rounding error of its Bessel functions.
        if path == "/cvm_p_asymp", expected < 1e-6, distance < 1e-14 {
            return .setAside("scipy's value is the rounding error of a difference from 1")
        }
        if golden.function == "sample_size", expected.isNaN, given > 0.99 {
            return .setAside("scipy's noncentral t has no value here; the power is nearly 1")
        }
        return nil
    }

    /// A table of two samples and two categories, and the number of its rows.
    private static func table(_ golden: GoldenCase) -> (ScipyFisher, total: Double)? {
        let (r, c) = (golden.expected["ref_counts"]?.numbers ?? [], golden.expected["prod_counts"]?.numbers ?? [])
        let cells = (r + c).compactMap { Int(exactly: $0) }
        guard r.count == 2, c.count == 2, cells.count == 4, cells.allSatisfy({ $0 < 1 << 60 }) else { return nil }
        return ScipyFisher(cells[0], cells[1], cells[2], cells[3]).map { ($0, (r + c).reduce(0, +)) }
    }
}
