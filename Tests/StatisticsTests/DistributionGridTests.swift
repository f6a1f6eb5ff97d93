import Statistics
import Testing

/// The laws against mpmath on a wide grid: bodies and tails down to 1e-300, half a degree of freedom to a million.
///
/// The condition number says how much a relative error of an argument grows in the value. One rounding of an argument is 2^−53, so no code
/// in double precision can promise less than that times the condition; allowed are 5e-14 and four such roundings.
@Suite struct DistributionGridTests {
    struct Row: Decodable, Sendable {
        let name: String
        let arguments: [Double]
        let value: Double
        let condition: Double

        init(from decoder: any Decoder) throws {
            var row = try decoder.unkeyedContainer()
            name = try row.decode(String.self)
            arguments = try row.decode([Double].self)
            value = try row.decode(Double.self)
            condition = try row.decode(Double.self)
        }
    }

    struct Grid: Decodable { let rows: [Row] }

    static let functions: [String: @Sendable ([Double]) -> Double] = [
        "log_gamma": { GammaFunction.log($0[0]) },
        "gamma_p": { GammaFunction.lower($0[0], $0[1]) },
        "gamma_q": { GammaFunction.upper($0[0], $0[1]) },
        "beta": { BetaFunction.regularized($0[0], $0[1], x: $0[2], y: 1 - $0[2]) },
        "normal_sf": { Normal.survival($0[0]) },
        "normal_cdf": { Normal.cumulative($0[0]) },
        "normal_isf": { Normal.upperQuantile($0[0]) },
        "t_sf": { StudentT.survival($0[0], degrees: $0[1]) },
        "t_isf": { StudentT.upperQuantile($0[0], degrees: $0[1]) },
        "chi2_sf": { ChiSquared.survival($0[0], degrees: $0[1]) },
        "chi2_cdf": { ChiSquared.cumulative($0[0], degrees: $0[1]) },
        "chi2_isf": { ChiSquared.upperQuantile($0[0], degrees: $0[1]) },
        "f_sf": { FisherF.survival($0[0], $0[1], $0[2]) },
        "f_isf": { FisherF.upperQuantile($0[0], $0[1], $0[2]) },
        "kolmogorov_isf": { KolmogorovDistribution.upperQuantile($0[0]) },
        "kolmogorov_cdf": { KolmogorovDistribution.cumulative($0[0]) },
        "erfc": { 2 * Normal.survival($0[0] * 2.0.squareRoot()) },
        "kolmogorov_sf": { KolmogorovDistribution.survival($0[0]) },
        "binomial_cdf": { Binomial.cumulative(Int($0[0]), of: Int($0[1]), p: $0[2]) },
        "binomial_sf": { Binomial.survival(Int($0[0]), of: Int($0[1]), p: $0[2]) },
    ]

    @Test(arguments: functions.keys.sorted())
    func agreesWithMpmath(name: String) throws {
        let grid = try PeerFixtures.read("distributions.json", as: Grid.self)
        let rows = grid.rows.filter { $0.name == name }
        let function = try #require(Self.functions[name])
        #expect(rows.count > 10)
        for row in rows {
            let found = function(row.arguments)
            let error = (found - row.value).magnitude / row.value.magnitude
            let isGood = error <= 5e-14 + 4 * 0x1p-53 * row.condition
            #expect(isGood, "\(name)\(row.arguments) = \(found), not \(row.value): \(error), condition \(row.condition)")
        }
    }
}
