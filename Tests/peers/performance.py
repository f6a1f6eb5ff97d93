#!/usr/bin/env python3
"""Makes performance.json with scikit-learn, statsmodels, scipy and ruptures; CBPE and fairness by their formulas. Deterministic."""
import json
import pathlib
import warnings

import numpy as np
import ruptures
import scipy
import sklearn
import statsmodels
import statsmodels.api as sm
from scipy import stats
from sklearn.calibration import _SigmoidCalibration
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import auc, fbeta_score

warnings.filterwarnings("ignore")
random = np.random.default_rng(5)


def plain(value):
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(item) for item in value]
    return value.item() if isinstance(value, np.generic) else value


def labelled(n, ties):
    score = random.beta(1.5, 2, n)
    score = np.round(score, 1) if ties else score
    score = np.clip(score, 0.02, 0.98)
    return (random.random(n) < score ** 1.4).astype(int), score, random.gamma(2, size=n)


def recalibration(ties, weighted):
    y, score, w = labelled(150, ties)
    w = np.round(w) + 1 if weighted else np.ones(150)
    logit = np.log(score / (1 - score))
    # Weights as repetitions, so that errors mean the same in both libraries.
    rows = np.repeat(np.arange(150), w.astype(int))
    fit = sm.Logit(y[rows], sm.add_constant(logit[rows])).fit(disp=0, tol=1e-14, maxiter=200)
    shift = sm.GLM(y[rows], np.ones(len(rows)), family=sm.families.Binomial(), offset=logit[rows]).fit(tol=1e-14)
    platt = _SigmoidCalibration().fit(score, y, sample_weight=w)
    return {"y": y, "score": score, "weight": w, "parameters": fit.params, "errors": fit.bse, "shift": shift.params[0],
            "platt": [-platt.b_, -platt.a_]}


def isotonic(ties, weighted):
    y, score, w = labelled(80, ties)
    w = w if weighted else np.ones(80)
    fit = IsotonicRegression(out_of_bounds="clip").fit(score, y, sample_weight=w)
    grid = np.sort(np.concatenate([np.linspace(-0.1, 1.1, 40), score[:20]]))
    return {"y": y, "score": score, "weight": w, "grid": grid, "values": fit.predict(grid)}


def cbpe(ties):
    """As nannyml: expected cells from calibrated probabilities; the area under the expected ROC curve."""
    _, score, _ = labelled(200, ties)
    p = np.clip(score ** 1.4, 0, 1)
    predicted = (score >= 0.45).astype(int)
    tp, fp = p[predicted == 1].sum(), (1 - p[predicted == 1]).sum()
    fn, tn = p[predicted == 0].sum(), (1 - p[predicted == 0]).sum()
    order = np.argsort(-score, kind="stable")
    last = np.r_[np.diff(score[order]) != 0, True]
    tpr, fpr = np.cumsum(p[order])[last] / p.sum(), np.cumsum(1 - p[order])[last] / (1 - p).sum()
    return {"p": p, "score": score, "predicted": predicted, "roc_auc": auc(np.r_[0, fpr], np.r_[0, tpr]),
            "accuracy": (tp + tn) / 200, "precision": tp / (tp + fp), "recall": tp / (tp + fn), "specificity": tn / (tn + fp),
            "f1": 2 * tp / (2 * tp + fp + fn)}


def changes(levels, length, noise, penalty):
    x = np.concatenate([random.normal(level, noise, length) for level in levels])
    found = ruptures.Pelt(model="l2", min_size=2, jump=1).fit(x).predict(pen=penalty)
    return {"x": x, "penalty": penalty, "places": found[:-1]}


def lagged():
    base = random.normal(size=70)
    x, y = base[5:65], base[2:62] + 0.3 * random.normal(size=60)
    rows = []
    for lag in range(-6, 7):
        a, b = (x[:60 - lag], y[lag:]) if lag >= 0 else (x[-lag:], y[:60 + lag])
        rows.append([lag, *stats.pearsonr(a, b), *stats.spearmanr(a, b)])
    return {"x": x, "y": y, "rows": rows}


def top():
    y, score, w = labelled(100, False)
    order = np.argsort(-score)
    ks = [1, 5, 17, 50, 100]
    return {"y": y, "score": score, "k": ks, "precision": [y[order][:k].mean() for k in ks],
            "recall": [y[order][:k].sum() / y.sum() for k in ks]}


def multiclass():
    y, predicted = random.integers(0, 4, 90), random.integers(0, 4, 90)
    predicted = np.where(random.random(90) < 0.5, y, predicted)
    return {"y": y, "predicted": predicted, "f2": fbeta_score(y, predicted, beta=2, average=None),
            "f_half": fbeta_score(y, predicted, beta=0.5, average=None),
            "specificity": [np.mean(predicted[y != c] != c) for c in range(4)]}


def main():
    x = random.normal(size=31)
    content = {
        "recalibration": [recalibration(*flags) for flags in ((False, False), (True, False), (False, True))],
        "isotonic": [isotonic(*flags) for flags in ((False, False), (True, False), (False, True), (True, True))],
        "cbpe": [cbpe(False), cbpe(True)],
        "changes": [changes([0, 3, 3, -1], 30, 1, 8), changes([0, 0.5], 40, 1, 3), changes([5], 60, 2, 20),
                    changes([0, 8, 0, 8, 2], 9, 0.5, 4), changes([1e6, 1e6 + 2], 25, 0.7, 6)],
        "lagged": lagged(), "top": top(), "multiclass": multiclass(),
        "robust": {"x": x, "spread": stats.median_abs_deviation(x, scale="normal"), "median": np.median(x)},
    }
    pathlib.Path(__file__).with_name("performance.json").write_text(json.dumps(plain(content), separators=(",", ":")) + "\n")
    print("scikit-learn", sklearn.__version__, "statsmodels", statsmodels.__version__, "scipy", scipy.__version__, "ruptures",
          ruptures.__version__)


main()
