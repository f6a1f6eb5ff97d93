#!/usr/bin/env python3
"""Makes rejections.json: the p-values of scipy's and statsmodels' tests on seeded samples that differ, which the Swift tests draw anew, bit
for bit, from the same generator. Deterministic."""
import json
import pathlib

import numpy as np
import scipy
import statsmodels
from scipy import stats
from statsmodels.stats.proportion import proportions_ztest

here = pathlib.Path(__file__).parent
mask = (1 << 64) - 1


class SplitMix:
    """As Tests/StatisticsTests/SplitMix.swift."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & mask
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        return z ^ (z >> 31)

    def uniform(self):
        return (self.next() >> 11) * 2.0**-53

    def normal(self):
        total = -6.0
        for _ in range(12):
            total += self.uniform()
        return total

    def normals(self, count, shift=0.0, scale=1.0):
        return [shift + scale * self.normal() for _ in range(count)]

    def hits(self, trials, share):
        return sum(self.uniform() < share for _ in range(trials))

    def counts(self, rows, squeeze):
        counts = [0] * 4
        for _ in range(rows):
            counts[int(self.uniform() * squeeze)] += 1
        return counts

    def pairs(self, count, slope):
        x = self.normals(count)
        return x, [slope * a + self.normal() for a in x]


def table(random, size, shares):
    rows = []
    for trials, share in zip(size, shares):
        hits = random.hits(trials, share)
        rows.append([hits, trials - hits])
    return rows


def z(random):
    (a, b), (c, d) = table(random, (200, 250), (0.4, 0.5))
    return proportions_ztest([a, c], [a + b, c + d])[1]


def mcnemar(random):
    b = random.hits(40, 0.7)
    return stats.binomtest(b, 40).pvalue


tests = {
    "welch": lambda r: stats.ttest_ind(r.normals(40), r.normals(50, 0.6, 1.5), equal_var=False).pvalue,
    "student": lambda r: stats.ttest_ind(r.normals(40), r.normals(50, 0.5)).pvalue,
    "one sample": lambda r: stats.ttest_1samp(r.normals(40, 0.4), 0).pvalue,
    "mann-whitney": lambda r: stats.mannwhitneyu(r.normals(40), r.normals(50, 0.5), method="asymptotic").pvalue,
    "mann-whitney exact": lambda r: stats.mannwhitneyu(r.normals(12), r.normals(15, 0.9), method="exact").pvalue,
    "kruskal": lambda r: stats.kruskal(r.normals(30), r.normals(25, 0.3), r.normals(35, 0.6)).pvalue,
    "levene": lambda r: stats.levene(r.normals(40), r.normals(50, 0.0, 1.6), center="median").pvalue,
    "ks": lambda r: stats.ks_2samp(r.normals(40), r.normals(50, 0.6), method="exact").pvalue,
    "cramer-von mises": lambda r: stats.cramervonmises_2samp(r.normals(40), r.normals(50, 0.5), method="asymptotic").pvalue,
    "chi2": lambda r: stats.chi2_contingency([r.counts(120, 4), r.counts(150, 3.4)], correction=False).pvalue,
    "chi2 yates": lambda r: stats.chi2_contingency(table(r, (120, 150), (0.3, 0.43)), correction=True).pvalue,
    "likelihood ratio": lambda r: stats.chi2_contingency([r.counts(120, 4), r.counts(150, 3.4)], False, "log-likelihood").pvalue,
    "fisher": lambda r: stats.fisher_exact(table(r, (25, 30), (0.3, 0.6))).pvalue,
    "two proportions": z,
    "binomial": lambda r: stats.binomtest(r.hits(60, 0.45), 60, 0.3).pvalue,
    "mcnemar": mcnemar,
    "sample ratio": lambda r: stats.chisquare(r.counts(400, 3.75), [100] * 4).pvalue,
    "pearson": lambda r: stats.pearsonr(*r.pairs(40, 0.35)).pvalue,
    "spearman": lambda r: stats.spearmanr(*r.pairs(40, 0.35)).pvalue,
    # The coefficient: its p-value is not offered.
    "kendall": lambda r: stats.kendalltau(*r.pairs(40, 0.35)).statistic,
}


def main():
    print("numpy", np.__version__, "scipy", scipy.__version__, "statsmodels", statsmodels.__version__)
    answer = {}
    for index, (name, test) in enumerate(tests.items()):
        random = SplitMix(1000 + index)
        answer[name] = [float(f"{test(random):.13g}") for _ in range(100)]
        print(f"{name}: {np.mean(np.array(answer[name]) <= 0.05):.2f} at or below 0.05")
    lines = [f"{json.dumps(name)}:{json.dumps(values, separators=(',', ':'))}" for name, values in answer.items()]
    (here / "rejections.json").write_text("{" + ",\n".join(lines) + "}\n")


if __name__ == "__main__":
    main()
