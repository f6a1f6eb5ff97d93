import Statistics
import Testing

/// Values at the ends of the range of doubles, and series in which most neighbours are equal: the right answer or none, never a wrong one.
@Suite struct RobustnessTests {
    /// scipy's `pearsonr` gives 1.0 for each.
    @Test(arguments: [1e200, 1e-170, 1e-320, 5e307, 1, 1e150]) func correlationIsTheSameAtEveryScale(scale: Double) throws {
        let x = [1, 2, 3.5].map { $0 * scale }
        let same = try #require(Correlation.pearson(x, x))
        #expect(same.coefficient == 1 && same.pValue == 0)
        let opposite = try #require(Correlation.pearson(x, x.map { -$0 }))
        #expect(opposite.coefficient == -1 && opposite.pValue == 0)
        guard scale > 1e-300 else { return }
        let plain = try #require(Correlation.pearson([1, 2, 3.5, 3], [4, 1, 2, 7]))
        let scaled = try #require(Correlation.pearson([1, 2, 3.5, 3].map { $0 * scale }, [4, 1, 2, 7]))
        #expect(close(plain.coefficient, scaled.coefficient, tolerance: 1e-14))
    }

    @Test func correlationOfOppositeEndsOfTheRange() throws {
        let greatest = Double.greatestFiniteMagnitude
        let x = [-greatest, 0, greatest]
        #expect(Correlation.pearson(x, [1, 2, 3])?.coefficient == 1)
    }

    @Test func correlationWithMissingOrInfiniteValuesIsUndefined() {
        let y = [1.0, 2, 3, 4, 5]
        for x in [[1, .nan, 2, 5, 4], [Double](repeating: .nan, count: 5)] {
            for (a, b) in [(x, y), (y, x)] {
                #expect(Correlation.pearson(a, b) == nil && Correlation.spearman(a, b) == nil && Correlation.kendall(a, b) == nil)
            }
        }
        let infinite = [1, 2, 3, .infinity, 4]
        #expect(Correlation.pearson(infinite, y) == nil)
        // scipy 1.17: spearmanr 0.9, kendalltau 0.8.
        #expect(close(Correlation.spearman(infinite, y)?.coefficient, 0.9) && close(Correlation.kendall(infinite, y), 0.8))
        #expect(Correlation.pearson([0.1, 0.1, 0.1], [1, 2, 3]) == nil)
    }

    @Test func meansOfTheLargestNumbersAreFinite() throws {
        #expect(Sample.mean([1.7e308, 1.7e308]) == 1.7e308)
        #expect(Sample.mean([1.7e308, 1.7e308, -1.7e308, -1.7e308]) == 0)
        #expect(close(Sample.mean([1.7e308, 1.7e308, 1]), 1.7e308 / 1.5, tolerance: 1e-15))
        #expect(Sample.mean([.infinity, 1]) == .infinity)
        #expect(try #require(Sample.mean([.infinity, -.infinity])).isNaN)
        #expect(Sample.variance([1.7e308, 1.7e308]) == 0)
        #expect(try #require(Sample.variance([1.7e308, -1.7e308])).isFinite == false)
        #expect(try #require(Sample.variance([1, .infinity])).isNaN)
        #expect(Sample.skewness([0.1, 0.1, 0.1]) == nil && Sample.variance([0.1, 0.1, 0.1]) == 0)
    }

    @Test func exactSumsKeepTheSignOfAnOverflow() {
        #expect(ExactSum.of([1.7e308, 1.7e308]) == .infinity)
        #expect(ExactSum.of([-1.7e308, -1.7e308, 5]) == -.infinity)
        #expect(ExactSum.of([1e308, 1, -1e308]) == 1)
    }

    @Test func farTailsOfStudentsLawAreTinyAndDefined() {
        // mpmath, 50 digits.
        #expect(close(StudentT.survival(1e160, degrees: 1), 3.183098861837907e-161, tolerance: 1e-13))
        #expect(close(StudentT.survival(1e155, degrees: 0.5), 1.0141455301466057e-78, tolerance: 1e-12))
        #expect(StudentT.twoSided(1e300, degrees: 10) == 0 && StudentT.twoSided(-1e300, degrees: 3) == 0)
        #expect(StudentT.survival(-1e200, degrees: 4) == 1)
        for degrees in [0.5, 1, 2] {
            let (before, after) = (StudentT.survival(0.999e100, degrees: degrees), StudentT.survival(1.001e100, degrees: degrees))
            #expect(close(before / after, Double.pow(1.001 / 0.999, degrees), tolerance: 1e-10))
        }
        #expect(StudentT.survival(.nan, degrees: 1).isNaN && StudentT.survival(1, degrees: .nan).isNaN)
    }

    @Test func farTailsOfTheFLawAreTinyAndDefined() {
        // P(F > x) = 2·P(T > √x) for 1 and ν degrees of freedom.
        for (x, degrees) in [(1e300, 1.0), (1e304, 0.5), (1.5e308, 1), (1e308, 0.25)] {
            let twice = StudentT.twoSided(x.squareRoot(), degrees: degrees)
            #expect(close(FisherF.survival(x, 1, degrees), twice, tolerance: 1e-12), "\(x), \(degrees)")
        }
        #expect(FisherF.survival(1e308, 1e6, 3) == 0)
        #expect(FisherF.survival(2, .nan, 3).isNaN)
    }

    @Test func lawsOfNotANumberAreNotANumber() {
        let nan = Double.nan
        let answers = [
            AndersonDarlingLaw.survival(nan), AndersonDarlingLaw.cumulative(nan),
            AndersonDarlingLaw.interpolated(nan, samples: 2),
            CramerVonMisesLaw.cumulative(nan), KolmogorovDistribution.survival(nan), KolmogorovSmirnovLaw.oneSided(nan, 10),
            KolmogorovSmirnovLaw.twoSided(nan, 10), Normal.survival(nan), Normal.quantile(nan),
            StudentT.twoSided(nan, degrees: 3),
            StudentT.upperQuantile(nan, degrees: 3), StudentT.noncentralCumulative(nan, degrees: 3, noncentrality: 1),
            ChiSquared.survival(nan, degrees: 2), ChiSquared.upperQuantile(nan, degrees: 2), FisherF.survival(nan, 2, 3),
            BetaFunction.regularized(1, 2, x: nan, y: nan), BetaFunction.quantile(nan, 1, 2), GammaFunction.log(nan),
            GammaFunction.upper(1, nan), Binomial.survival(3, of: 5, p: nan),
        ]
        for (index, answer) in answers.enumerated() { #expect(answer.isNaN, "\(index): \(answer)") }
    }

    /// Nothing changes in these series: neighbours are mostly equal, and each value that differs was a segment.
    @Test func sparseCountsWithoutAChangeHaveFewChangePoints() throws {
        var random = SplitMix(seed: 8)
        var (poisson, ones) = (0, 0)
        for _ in 0..<40 {
            let counts = (0..<200).map { _ -> Double in
                var (k, product) = (0.0, random.uniform())
                while product > 0.860_707_976_425_057_8 {
                    k += 1
                    product *= random.uniform()
                }
                return k
            }
            let few = (0..<200).map { _ in random.uniform() < 0.1 ? 1.0 : 0 }
            poisson += try #require(ChangePoints(counts)).places.count
            ones += try #require(ChangePoints(few)).places.count
        }
        // 2,000 each with a penalty of 0.
        #expect(poisson <= 40 && ones <= 40, "\(poisson) and \(ones) in 40 series")
    }

    @Test func changesOfSparseCountsAreFound() throws {
        var random = SplitMix(seed: 9)
        let changing = (0..<200).map { row in random.uniform() < (row < 120 ? 0.05 : 0.95) ? 1.0 : 0 }
        let found = try #require(ChangePoints(changing))
        #expect(found.places.contains { (117...123).contains($0) } && found.places.count <= 4)
        let plain = try #require(ChangePoints([Double](repeating: 0, count: 30) + [Double](repeating: 5, count: 30)))
        #expect(plain.places == [30])
        #expect(try #require(ChangePoints([Double](repeating: 3, count: 50))).places.isEmpty)
    }

    @Test func samplesOfOneSeedDoNotMerge() throws {
        func sample(_ values: Range<Int>, seed: UInt64) -> ReservoirSample {
            var sample = ReservoirSample(capacity: 50, seed: seed)
            for x in values { sample.update(Double(x)) }
            return sample
        }
        var whole = sample(0..<1_000, seed: 1)
        for other in [sample(1_000..<2_000, seed: 1), sample(1_000..<3_000, seed: 1), whole] {
            let before = whole
            #expect { try whole.merge(other) } throws: { ($0 as? StatisticsError)?.code == .incompatible }
            #expect(whole == before)
        }
        try whole.merge(sample(1_000..<2_000, seed: 2))
        #expect(whole.count == 2_000 && whole.sample.count == 50)
    }
}

extension Double {
    fileprivate static func pow(_ x: Double, _ y: Double) -> Double {
        var result = 1.0
        for _ in 0..<Int(2 * y) { result *= x.squareRoot() }
        return result
    }
}
