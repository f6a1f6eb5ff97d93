"""Intervals by scipy, and DeLong's variances straight from the definition: writes intervals.json beside this script."""
import json
import pathlib

import numpy as np
import scipy
import sklearn
from scipy import stats
from sklearn.metrics import roc_auc_score


def bootstrap(random, name, statistic, x):
    entry = {"name": name, "x": x.tolist()}
    for method in ("percentile", "basic", "bca"):
        result = stats.bootstrap((x,), statistic, n_resamples=199, method=method, rng=np.random.default_rng(7))
        entry[method] = [result.confidence_interval.low, result.confidence_interval.high]
        entry["error"] = result.standard_error
        entry["replicates"] = result.bootstrap_distribution.tolist()
    entry["estimate"] = statistic(x)
    entry["jackknife"] = [statistic(np.delete(x, i)) for i in range(len(x))]
    return entry


def psi(a, b):
    return (a > b) + 0.5 * (a == b)


def placements(y, s):
    kernel = psi(s[y == 1][:, None], s[y == 0][None, :])
    return kernel.mean(axis=1), kernel.mean(axis=0)


def delong(random, n, share, noise, grid):
    y = (random.random(n) < share).astype(int)
    first = y + random.normal(size=n) * noise
    second = first * 0.5 + y * 0.4 + random.normal(size=n) * noise
    if grid:
        first, second = np.round(first * grid) / grid, np.round(second * grid) / grid
    (a1, a0), (b1, b0) = placements(y, first), placements(y, second)
    covariance = np.cov(a1, b1) / len(a1) + np.cov(a0, b0) / len(a0)
    areas = [float(roc_auc_score(y, s)) for s in (first, second)]
    error = float(np.sqrt(covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1]))
    z = (areas[0] - areas[1]) / error
    return {
        "y": y.tolist(), "first": first.tolist(), "second": second.tolist(), "areas": areas,
        "variances": [covariance[0, 0], covariance[1, 1]], "error": error, "z": z, "p": 2 * stats.norm.sf(abs(z)),
        "ci95": [areas[0] - areas[1] - stats.norm.ppf(0.975) * error, areas[0] - areas[1] + stats.norm.ppf(0.975) * error],
    }


def main():
    random = np.random.default_rng(2024)
    means = []
    for n in (2, 5, 40):
        x = random.gamma(2, size=n)
        result = stats.ttest_1samp(x, 0)
        for level in (0.8, 0.95, 0.999):
            low, high = result.confidence_interval(level)
            means.append({"x": x.tolist(), "level": level, "interval": [low, high]})
    content = {
        "bootstrap": [
            bootstrap(random, "mean", lambda v: float(np.mean(v)), random.gamma(1, size=25)),
            bootstrap(random, "deviation", lambda v: float(np.std(v, ddof=0)), random.lognormal(size=40)),
        ],
        "delong": [
            delong(random, 30, 0.5, 1, 0), delong(random, 80, 0.3, 0.8, 4), delong(random, 120, 0.6, 1.5, 2),
        ],
        "means": means,
    }
    pathlib.Path(__file__).with_name("intervals.json").write_text(json.dumps(content) + "\n")
    print("numpy", np.__version__, "scipy", scipy.__version__, "scikit-learn", sklearn.__version__)


main()
