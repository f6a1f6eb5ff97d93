/// Where the trusted library's own value is wrong beyond the case's tolerance, and why. Printed, never silent.
enum KnownFaults {
    static func reason(_ golden: GoldenCase, path: String, given: Double, expected: Double) -> String? {
        if path.hasPrefix("/fisher/"), overflows(golden) {
            return "scipy multiplies the table's counts in 64-bit integers, which overflows"
        }
        // scipy gives 1 − F, where F is a sum near 1 with the rounding error of its Bessel functions.
        if path == "/cvm_p_asymp", expected < 1e-6, (given - expected).magnitude < 1e-14 {
            return "scipy's value is the rounding error of a difference from 1"
        }
        return nil
    }

    /// Whether a product of two opposite counts leaves the range of Int64.
    private static func overflows(_ golden: GoldenCase) -> Bool {
        let (r, c) = (golden.expected["ref_counts"]?.numbers ?? [], golden.expected["prod_counts"]?.numbers ?? [])
        guard r.count == 2, c.count == 2 else { return false }
        return max(r[0] * c[1], r[1] * c[0]) >= 0x1p63
    }
}
