"""scipy's and scikit-learn's values on the same samples, and the calibration and threshold conventions that differ between tools."""
import numpy as np
from samples import CATEGORIES, NUMBERS, load
from scipy import stats
from sklearn import metrics
from sklearn.calibration import calibration_curve

reference, current = load()
for column in NUMBERS:
    x, y = reference[column].to_numpy(), current[column].to_numpy()
    ks = stats.ks_2samp(x, y)
    w = stats.wasserstein_distance(x, y)
    print(f"{column:24}ks {ks.statistic:.6g} p {ks.pvalue:.3g} wasserstein {w:.6g} normed {w / x.std():.6g}")
for column in CATEGORIES:
    table = np.array([reference[column].value_counts(), current[column].value_counts().reindex(reference[column].value_counts().index)])
    chi2 = stats.chi2_contingency(table, correction=False)
    yates = stats.chi2_contingency(table)
    print(f"{column:24}chi2 {chi2.statistic:.6g} p {chi2.pvalue:.3g} V {np.sqrt(chi2.statistic / table.sum()):.4g} yates {yates.statistic:.6g}")

y, p = reference["employed"].to_numpy(), reference["predicted_probability"].to_numpy()
precision, recall, _ = metrics.precision_recall_curve(y, p)
print("roc_auc", metrics.roc_auc_score(y, p), "average precision", metrics.average_precision_score(y, p), "trapezoid", metrics.auc(recall, precision))
print("log_loss", metrics.log_loss(y, p), "brier", metrics.brier_score_loss(y, p), "scores 0 or 1:", ((p == 0) | (p == 1)).sum())


def ece(bins, right=True, scores=p, hits=y):
    place = np.clip(np.ceil(scores * bins) - 1 if right else np.floor(scores * bins), 0, bins - 1).astype(int)
    n = np.bincount(place, minlength=bins)
    return np.abs(np.bincount(place, scores, bins) - np.bincount(place, hits, bins))[n > 0].sum() / len(scores)


def equal_mass(bins):
    order = np.argsort(p, kind="stable")
    return sum(len(part) / len(p) * abs(p[part].mean() - y[part].mean()) for part in np.array_split(order, bins))


top, right = np.maximum(p, 1 - p), (p >= 0.5) == y
print("ECE of the positive class: 15 bins", ece(15), "10 bins", ece(10), "left closed", ece(15, right=False), "equal mass", equal_mass(15))
print("ECE of the top label: 15 bins", ece(15, scores=top, hits=right))
share, mean = calibration_curve(y, p, n_bins=15)
print("scikit-learn's calibration_curve, plain mean of gaps:", np.abs(share - mean).mean())
