/// Where the trusted library's own value is wrong beyond the case's tolerance, and why. Printed, never silent. A rule asks what
/// the inputs are and how far the value is off, never which case it is.
enum KnownFaults {
    static func reason(_ golden: GoldenCase, path: String, given: Double, expected: Double) -> String? {
        let distance = (given - expected).magnitude
        if path.hasPrefix("/fisher/"), let table = Table(golden) {
            if table.overflows { return "scipy multiplies the table's counts in 64-bit integers, which overflows" }
            // Against 40 digits: 2e-10 at a total of 4e6, 4e-7 at 4e9.
            if distance <= 1e-15 * table.total * expected.magnitude {
                return "scipy's hypergeometric law is a ratio of gamma functions, and loses digits as the counts grow"
            }
        }
        // scipy gives 1 − F, where F is a sum near 1 with the rounding error of its Bessel functions.
        if path == "/cvm_p_asymp", expected < 1e-6, distance < 1e-14 {
            return "scipy's value is the rounding error of a difference from 1"
        }
        if golden.function == "sample_size", expected.isNaN, given > 0.99 {
            return "scipy's noncentral t has no value here; the power is nearly 1"
        }
        return nil
    }

    /// A table of two samples and two categories.
    private struct Table {
        let total: Double
        let overflows: Bool

        init?(_ golden: GoldenCase) {
            let (r, c) = (golden.expected["ref_counts"]?.numbers ?? [], golden.expected["prod_counts"]?.numbers ?? [])
            guard r.count == 2, c.count == 2 else { return nil }
            total = r[0] + r[1] + c[0] + c[1]
            // The odds ratio's products, and the product of margins from which the search for the other tail starts.
            overflows = max(r[0] * c[1], r[1] * c[0], (r[0] + r[1] + 1) * (r[0] + c[0] + 1)) >= 0x1p63
        }
    }
}
