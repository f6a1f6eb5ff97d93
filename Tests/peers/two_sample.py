#!/usr/bin/env python3
"""Makes two_sample.json, power.json and attribution.json with scipy and scikit-learn. Deterministic."""
import json
import pathlib
import warnings

import numpy as np
import scipy
import sklearn
from scipy import stats
from sklearn.metrics import ndcg_score
from sklearn.metrics.pairwise import rbf_kernel

warnings.filterwarnings("ignore")
here = pathlib.Path(__file__).parent


def write(name, value):
    (here / name).write_text(json.dumps(value, separators=(",", ":")) + "\n")


def anderson(samples):
    answer = stats.anderson_ksamp(samples, variant="midrank")
    return {"statistic": answer.statistic, "p": answer.pvalue}


def discrepancy(x, y):
    """Gretton's unbiased MMD² with the median heuristic."""
    pooled = np.vstack([x, y])
    distances = np.sqrt(((pooled[:, None] - pooled[None]) ** 2).sum(-1))
    sigma = np.median(distances[np.triu_indices(len(pooled), 1)])
    if sigma == 0:
        sigma = np.sqrt((distances**2)[np.triu_indices(len(pooled), 1)].mean())
    kernel = rbf_kernel(pooled - pooled.mean(0), gamma=float(1 / (2 * sigma**2)))
    n, m = len(x), len(y)
    xx, yy, xy = kernel[:n, :n], kernel[n:, n:], kernel[:n, n:]
    value = (xx.sum() - n) / (n * (n - 1)) + (yy.sum() - m) / (m * (m - 1)) - 2 * xy.mean()
    return {"sigma": sigma, "mmd2": value}


def two_sample():
    rng = np.random.default_rng(7)
    pairs = {
        "same law": (rng.normal(size=60), rng.normal(size=80)),
        "shift": (rng.normal(size=60), rng.normal(0.5, 1, size=45)),
        "scale": (rng.normal(size=70), rng.normal(0, 2, size=70)),
        "ties": (np.round(rng.normal(size=90)), np.round(rng.normal(0.3, 1, size=50))),
        "heavy tails": (rng.standard_cauchy(size=50), rng.standard_cauchy(size=50) + 1),
        "small": (rng.normal(size=5), rng.normal(1, 1, size=4)),
        "apart": (rng.normal(size=30), rng.normal(9, 1, size=30)),
        "binary": ((rng.random(60) < 0.3).astype(float), (rng.random(40) < 0.5).astype(float)),
        "far from zero": (1e6 + rng.normal(size=40), 1e6 + rng.normal(0.4, 1, size=40)),
        "uneven": (rng.exponential(size=300), rng.exponential(1.5, size=12)),
    }
    cases = []
    for name, (x, y) in pairs.items():
        cvm = stats.cramervonmises_2samp(x, y, method="asymptotic")
        cases.append({
            "name": name, "x": x.tolist(), "y": y.tolist(), "anderson": anderson([x, y]),
            "cramer": {"statistic": cvm.statistic, "p": cvm.pvalue}, "energy": stats.energy_distance(x, y),
            "mmd": discrepancy(x[:, None], y[:, None]),
        })
    three = [rng.normal(size=20), rng.normal(0.3, 1, size=25), np.round(rng.normal(size=30), 1)]
    vectors = (rng.normal(size=(25, 4)), rng.normal(0.4, 1, size=(30, 4)))
    write("two_sample.json", {
        "pairs": cases, "three": {"samples": [s.tolist() for s in three], "anderson": anderson(three)},
        "vectors": {"x": vectors[0].tolist(), "y": vectors[1].tolist(), "mmd": discrepancy(*vectors)},
    })


def power():
    """Rejections at 5 % in 1,000 pairs of 60 and 80 values, the second moved or widened."""
    rng = np.random.default_rng(11)
    rounds = 1000
    answer = {"rounds": rounds, "reference": 60, "current": 80, "cases": []}
    for shift, scale in [(0.4, 1.0), (0.6, 1.0), (0.0, 1.8)]:
        hits = {"anderson_darling": 0, "cramer_von_mises": 0, "ks": 0, "energy": 0, "mmd": 0}
        for _ in range(rounds):
            x, y = rng.normal(size=60), rng.normal(shift, scale, size=80)
            hits["anderson_darling"] += stats.anderson_ksamp([x, y], variant="midrank").pvalue <= 0.05
            hits["cramer_von_mises"] += stats.cramervonmises_2samp(x, y, method="asymptotic").pvalue <= 0.05
            hits["ks"] += stats.ks_2samp(x, y).pvalue <= 0.05
            hits["energy"] += permuted(rng, x, y, np.abs(np.subtract.outer(*[np.concatenate([x, y])] * 2)), -1) <= 0.05
            pooled = np.concatenate([x, y])
            squares = np.subtract.outer(pooled, pooled) ** 2
            sigma2 = np.median(squares[np.triu_indices(140, 1)])
            hits["mmd"] += permuted(rng, x, y, np.exp(-squares / (2 * sigma2)), 1) <= 0.05
        answer["cases"].append({"shift": shift, "scale": scale, "rates": {k: v / rounds for k, v in hits.items()}})
    write("power.json", answer)


def permuted(rng, x, y, kernel, sign, rounds=199):
    """p of sign·(K̄xx + K̄yy − 2K̄xy) over relabellings: the energy distance with −|a−b|, MMD² with the RBF kernel."""
    n, total = len(x), len(x) + len(y)
    labels = np.zeros((rounds + 1, total))
    labels[0, :n] = 1
    for row in range(1, rounds + 1):
        labels[row, rng.permutation(total)[:n]] = 1
    m, off = total - n, kernel - np.diag(np.diag(kernel))
    first = ((labels @ off) * labels).sum(1)
    second = (((1 - labels) @ off) * (1 - labels)).sum(1)
    between = (off.sum() - first - second) / 2
    scale = (n * n, m * m) if sign < 0 else (n * (n - 1), m * (m - 1))
    values = sign * (first / scale[0] + second / scale[1] - 2 * between / (n * m))
    return (values >= values[0] - 1e-12).mean()


def attribution():
    rng = np.random.default_rng(3)
    cases = []
    for name, count in [("near", 8), ("shuffled", 12), ("tied", 10)]:
        reference = rng.exponential(size=count)
        current = reference * rng.uniform(0.5, 1.5, size=count) if name == "near" else rng.exponential(size=count)
        if name == "tied":
            reference, current = np.round(reference, 1), np.round(current)
        cases.append({
            "name": name, "reference": reference.tolist(), "current": current.tolist(),
            "ndcg": ndcg_score([reference], [current]), "spearman": stats.spearmanr(reference, current).statistic,
            "kendall": stats.kendalltau(reference, current).statistic,
        })
    write("attribution.json", cases)


if __name__ == "__main__":
    print("numpy", np.__version__, "scipy", scipy.__version__, "scikit-learn", sklearn.__version__)
    two_sample()
    attribution()
    power()
