"""What scikit-learn, fairlearn, scipy and trec_eval (pytrec_eval-terrier) say of small seeded data, for Tests/python/test_evaluate.py.

usage: evaluate.py > evaluate.json      with scikit-learn 1.9.1, fairlearn 0.15.0, scipy, pandas, pytrec_eval-terrier
"""
import json
import sys
import warnings

import fairlearn.metrics
import numpy as np
import pytrec_eval
import sklearn.metrics as sk
from scipy import stats

warnings.filterwarnings("ignore")
random = np.random.default_rng(20)


def numbers(values):
    return [float(value) for value in values]


def binary():
    n = 240
    p = np.round(random.beta(1.2, 1.8, n), 2)
    y = (random.random(n) < p * 0.8 + 0.1).astype(int)
    region = random.choice(["EU", "NA", "Ünïon, \"x\""], n)
    sex = random.choice(["f", "m", "x"], n, p=[0.5, 0.4, 0.1])
    age = random.integers(18, 90, n)
    weight = np.round(random.random(n) * 3, 2)

    def metrics(rows, weights=None):
        truth, score = y[rows], p[rows]
        predicted = (score >= 0.5).astype(int)
        w = None if weights is None else weights[rows]
        tn, fp, fn, tp = sk.confusion_matrix(truth, predicted, sample_weight=w, labels=[0, 1]).ravel()
        fpr, tpr, _ = sk.roc_curve(truth, score, sample_weight=w)
        return {
            "accuracy": sk.accuracy_score(truth, predicted, sample_weight=w),
            "balanced_accuracy": sk.balanced_accuracy_score(truth, predicted, sample_weight=w),
            "precision": sk.precision_score(truth, predicted, sample_weight=w),
            "recall": sk.recall_score(truth, predicted, sample_weight=w),
            "f1": sk.f1_score(truth, predicted, sample_weight=w),
            "specificity": tn / (tn + fp), "npv": tn / (tn + fn), "false_positive_rate": fp / (tn + fp),
            "mcc": sk.matthews_corrcoef(truth, predicted, sample_weight=w),
            "cohen_kappa": sk.cohen_kappa_score(truth, predicted, sample_weight=w),
            "jaccard": sk.jaccard_score(truth, predicted, sample_weight=w),
            "tp": tp, "fp": fp, "fn": fn, "tn": tn,
            "roc_auc": sk.roc_auc_score(truth, score, sample_weight=w),
            "pr_auc": sk.average_precision_score(truth, score, sample_weight=w),
            "log_loss": sk.log_loss(truth, score, sample_weight=w, labels=[0, 1]),
            "brier": sk.brier_score_loss(truth, score, sample_weight=w), "ks": (tpr - fpr).max(),
        }

    predicted = (p >= 0.5).astype(int)
    rates = {"sensitive_features": sex}
    everything = np.arange(n)
    return {
        "columns": {"p": numbers(p), "y": y.tolist(), "region": region.tolist(), "sex": sex.tolist(), "age": age.tolist(),
                    "weight": numbers(weight), "predicted": predicted.tolist()},
        "metrics": metrics(everything), "weighted": metrics(everything, weight),
        "slices": {f"region={value}": metrics(region == value) for value in sorted(set(region))}
        | {"age > 60 and not region == 'EU'": metrics((age > 60) & (region != "EU"))},
        "fairness": {
            "demographic_parity_difference": fairlearn.metrics.demographic_parity_difference(y, predicted, **rates),
            "demographic_parity_ratio": fairlearn.metrics.demographic_parity_ratio(y, predicted, **rates),
            "equalized_odds_difference": fairlearn.metrics.equalized_odds_difference(y, predicted, **rates),
            "equalized_odds_ratio": fairlearn.metrics.equalized_odds_ratio(y, predicted, **rates),
            "equal_opportunity_difference": fairlearn.metrics.equal_opportunity_difference(y, predicted, **rates),
        },
        "groups": {value: metrics(sex == value) for value in sorted(set(sex))},
    }


def multiclass():
    n, classes = 150, ["cat", "cow", "dog"]
    p = np.round(random.dirichlet([1, 1.4, 0.8], n), 3)
    p[:, 2] = np.round(1 - p[:, 0] - p[:, 1], 3)
    y = np.array([random.choice(3, p=np.abs(row) / np.abs(row).sum()) for row in p * 0.7 + 0.1])
    predicted = p.argmax(1)
    expected = {
        "accuracy": sk.accuracy_score(y, predicted), "balanced_accuracy": sk.balanced_accuracy_score(y, predicted),
        "mcc": sk.matthews_corrcoef(y, predicted), "cohen_kappa": sk.cohen_kappa_score(y, predicted),
        "log_loss": sk.log_loss(y, p), "top_2_accuracy": sk.top_k_accuracy_score(y, p, k=2),
    }
    for kind in ["macro", "micro", "weighted"]:
        expected["precision_" + kind] = sk.precision_score(y, predicted, average=kind)
        expected["recall_" + kind] = sk.recall_score(y, predicted, average=kind)
        expected["f1_" + kind] = sk.f1_score(y, predicted, average=kind)
    for kind in ["ovr", "ovo"]:
        for average in ["macro", "weighted"]:
            expected[f"roc_auc_{kind}_{average}"] = sk.roc_auc_score(y, p, multi_class=kind, average=average)
    columns = {"y": [classes[code] for code in y], "prediction": [classes[code] for code in predicted]}
    return {"columns": columns | {f"p_{name}": numbers(p[:, place]) for place, name in enumerate(classes)}, "metrics": expected,
            "confusion": sk.confusion_matrix(y, predicted).tolist()}


def regression():
    y = np.round(random.gamma(3, 2, 130), 3)
    predicted = np.round(y * 0.9 + random.normal(0, 1, 130).clip(-0.5, 4), 3)
    weight = np.round(random.random(130), 3)

    def metrics(w):
        return {
            "mae": sk.mean_absolute_error(y, predicted, sample_weight=w), "mse": sk.mean_squared_error(y, predicted, sample_weight=w),
            "rmse": sk.root_mean_squared_error(y, predicted, sample_weight=w), "r2": sk.r2_score(y, predicted, sample_weight=w),
            "mape": sk.mean_absolute_percentage_error(y, predicted, sample_weight=w), "max_error": sk.max_error(y, predicted),
            "median_ae": sk.median_absolute_error(y, predicted, sample_weight=w),
            "msle": sk.mean_squared_log_error(y, predicted, sample_weight=w),
            "explained_variance": sk.explained_variance_score(y, predicted, sample_weight=w),
            "pinball_0_9": sk.mean_pinball_loss(y, predicted, sample_weight=w, alpha=0.9),
        }

    return {"columns": {"y": numbers(y), "prediction": numbers(predicted), "weight": numbers(weight)}, "metrics": metrics(None),
            "weighted": metrics(weight)}


def ranking():
    rows, expected = [], {}
    for query in range(12):
        n = int(random.integers(2, 15))
        grades, scores = random.integers(0, 4, n), np.round(random.normal(0, 1, n), 1)
        if query == 5:
            grades[:] = 0
        rows += [(f"q{query}", int(g), float(s)) for g, s in zip(grades, scores)]
        if grades.max() > 0:
            for k in [3, 10]:
                expected.setdefault(f"ndcg@{k}", []).append(sk.ndcg_score([grades], [scores], k=k))
    return {"columns": {"query": [r[0] for r in rows], "grade": [r[1] for r in rows], "score": [r[2] for r in rows]},
            "metrics": {name: float(np.mean(values)) for name, values in expected.items()}}


def trec():
    qrels, run = {}, {}
    for query in range(9):
        name = str(300 + query)
        documents = [f"D{number}" for number in range(40)]
        judged = random.choice(documents, 25, replace=False)
        qrels[name] = {str(d): int(random.choice([0, 0, 0, 1, 1, 2, -1])) for d in judged}
        if query == 7:
            qrels[name] = {d: 0 for d in qrels[name]}
        retrieved = random.choice(documents, int(random.integers(3, 38)), replace=False)
        run[name] = {str(d): float(np.round(random.random(), 1)) for d in retrieved}
    del run["303"]
    run["999"] = {"D1": 0.5}
    evaluator = pytrec_eval.RelevanceEvaluator(qrels, pytrec_eval.supported_measures)
    results = evaluator.evaluate(run)
    names = next(iter(results.values())).keys()
    expected = {}
    for name in names:
        values = [results[query][name] for query in sorted(results)]
        expected[name] = float(pytrec_eval.compute_aggregated_measure(name, values))
    return {
        "qrels": "".join(f"{q} 0 {d} {g}\n" for q in qrels for d, g in qrels[q].items()),
        "run": "".join(f"{q} Q0 {d} 0 {s} fixture\n" for q in run for d, s in run[q].items()), "metrics": expected,
    }


def experiment():
    n = 400
    arm = random.choice(["control", "new"], n)
    before = np.round(random.gamma(2, 5, n), 2)
    revenue = np.round(before * 0.8 + random.gamma(2, 3, n) + (arm == "new") * 1.5, 2)
    converted = (random.random(n) < 0.3 + 0.1 * (arm == "new")).astype(int)
    a, b = revenue[arm == "control"], revenue[arm == "new"]
    welch = stats.ttest_ind(b, a, equal_var=False)
    interval = welch.confidence_interval(0.95)
    x, y = converted[arm == "control"], converted[arm == "new"]
    pooled = (x.sum() + y.sum()) / n
    z = (y.mean() - x.mean()) / np.sqrt(pooled * (1 - pooled) * (1 / len(x) + 1 / len(y)))
    counts = [len(a), len(b)]
    return {
        "columns": {"arm": arm.tolist(), "revenue": numbers(revenue), "converted": converted.tolist(), "before": numbers(before)},
        "revenue": {"difference": b.mean() - a.mean(), "p_value": welch.pvalue, "statistic": welch.statistic,
                    "mann_whitney_p_value": stats.mannwhitneyu(b, a, method="asymptotic").pvalue, "lift": b.mean() / a.mean() - 1},
        "interval": [interval.low, interval.high], "converted": {"statistic": z, "p_value": 2 * stats.norm.sf(abs(z))},
        "srm_p_value": stats.chisquare(counts).pvalue,
    }


def policy():
    n = 300
    propensity = np.round(random.uniform(0.1, 0.9, n), 3)
    target = np.round(random.uniform(0, 1, n), 3)
    reward = np.round(random.random(n), 3)
    logged, value = np.round(random.random(n), 3), np.round(random.random(n), 3)
    w = target / propensity
    return {
        "columns": {"r": numbers(reward), "p": numbers(propensity), "t": numbers(target), "q": numbers(logged), "v": numbers(value)},
        "metrics": {
            "ips": (w * reward).mean(), "snips": (w * reward).sum() / w.sum(), "clipped_ips": (np.minimum(w, 3) * reward).mean(),
            "dm": value.mean(), "dr": (value + w * (reward - logged)).mean(), "ess": w.sum() ** 2 / (w * w).sum(),
            "max_weight": w.max(), "mean_weight": w.mean(),
        },
    }


def plain(value):
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value.item() if isinstance(value, np.generic) else value


answer = {case.__name__: plain(case()) for case in [binary, multiclass, regression, ranking, trec, experiment, policy]}
json.dump(answer, sys.stdout, ensure_ascii=False, separators=(",", ":"))
