#!/usr/bin/env python3
"""New golden cases of the committed folder's form, from the trusted libraries, for `GOLDEN_DIR`.

    generate_variations.py --seed 1 --out DIR     several hundred cases over every function, with degenerate inputs
    generate_variations.py --check open           recomputes a folder's expected values and says where this script differs

Needs numpy, scipy, scikit-learn, statsmodels, fairlearn, mpmath, pandas, pyarrow.
"""
import argparse
import itertools
import json
import math
import pathlib
import warnings
from fractions import Fraction

import mpmath
import numpy as np
import pandas as pd
from fairlearn import metrics as fl
from scipy import stats
from scipy.spatial.distance import jensenshannon
from sklearn import metrics as sk
from statsmodels.stats import contingency_tables, multitest, power, proportion
from statsmodels.tsa.seasonal import STL, seasonal_decompose
from statsmodels.tsa.stattools import acf

warnings.filterwarnings("ignore")
np.seterr(all="ignore")
mpmath.mp.dps = 50
DEFAULT = {"rel": 1e-9, "abs": 1e-12}
NAMES = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


def plain(value):
    """As JSON: numpy's types become Python's, non-finite numbers texts."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(item) for item in value]
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        value = float(value)
        return value if math.isfinite(value) else "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


def attempt(compute):
    try:
        return compute()
    except Exception as error:
        return {"raises": f"{type(error).__name__}: {error}"}


def column(folder, value, missing=True):
    if isinstance(value, dict) and "parquet" in value:
        found = pd.read_parquet(folder / value["parquet"], columns=[value["column"]])[value["column"]]
        return (found.dropna() if missing else found).to_numpy()
    return np.array([NAMES.get(item, item) if isinstance(item, str) else math.nan if item is None else item for item in value])


# Two samples

def two_sample(folder, inputs, params, kind):
    raw = [np.asarray(column(folder, inputs[side], False), dtype=float) for side in ("ref", "prod")]
    a, b = [side[~np.isnan(side)] for side in raw] if "missing" in params else raw
    if kind == "policy":
        ks = stats.ks_2samp(a, b) if len(a) and len(b) else None
        return {
            "ks": {"statistic": ks.statistic if ks else math.nan, "p": ks.pvalue if ks else math.nan},
            "wasserstein": attempt(lambda: stats.wasserstein_distance(a, b)),
            "welch": list(stats.ttest_ind(a, b, equal_var=False)),
        }
    n, m = len(a), len(b)
    result = {}
    ks = stats.ks_2samp(a, b, method="asymp")
    result["ks_statistic"], result["ks_p_asymp"] = ks.statistic, ks.pvalue
    result["ks_p_kolmogorov_limit"] = stats.kstwobign.sf(ks.statistic * math.sqrt(n * m / (n + m)))
    if n * m <= 4_000_000:
        result["ks_p_exact"] = stats.ks_2samp(a, b, method="exact").pvalue
    result["ks_less_statistic"] = stats.ks_2samp(a, b, alternative="less", method="asymp").statistic
    result["ks_greater_statistic"] = stats.ks_2samp(a, b, alternative="greater", method="asymp").statistic
    result["wasserstein_1"] = stats.wasserstein_distance(a, b)
    result["energy_distance"] = stats.energy_distance(a, b)
    if n > 1 and m > 1:
        welch = stats.ttest_ind(a, b, equal_var=False)
        u = stats.mannwhitneyu(a, b, method="asymptotic")
        result |= {"welch_t": welch.statistic, "welch_df": welch.df, "welch_p": welch.pvalue}
        result |= {"mannwhitney_u": u.statistic, "mannwhitney_p_asymp_continuity": u.pvalue}
        if n * m <= 10_000_000:
            cvm = stats.cramervonmises_2samp(a, b, method="asymptotic")
            result |= {"cvm_statistic": cvm.statistic, "cvm_p_asymp": cvm.pvalue}
    if "missing" in params:
        result |= {"ref_n": n, "prod_n": m, "ref_missing": len(raw[0]) - n, "prod_missing": len(raw[1]) - m}
    return result


def ks_exact(folder, inputs, params, kind):
    a, b = column(folder, inputs["ref"]), column(folder, inputs["prod"])
    n, m = len(a), len(b)
    pooled = np.concatenate([a, b])

    def gap(chosen):
        order = np.argsort(pooled)
        steps = np.where(np.isin(order, chosen), Fraction(1, n), Fraction(-1, m))
        return max(abs(value) for value in itertools.accumulate(steps))

    seen = gap(list(range(n)))
    laws = [gap(chosen) for chosen in itertools.combinations(range(n + m), n)]
    p = Fraction(sum(value >= seen for value in laws), len(laws))
    return {"statistic": float(seen), "p": float(p), "p_fraction": str(p)}


# Bins and categories

def floored(p):
    return np.maximum(p, 1e-4)


def distances(p, q):
    fp, fq = floored(p), floored(q)
    return {
        "psi_eps1e4": np.sum((fp - fq) * np.log(fp / fq)),
        "kl_prod_ref_eps1e4": stats.entropy(fq / fq.sum(), fp / fp.sum()),
        "js_distance_base2": jensenshannon(p, q, base=2),
        "hellinger": math.sqrt(0.5 * np.sum((np.sqrt(p) - np.sqrt(q)) ** 2)),
        "total_variation": 0.5 * np.sum(np.abs(p - q)), "l_infinity": np.max(np.abs(p - q)),
    }


def binned(folder, inputs, params, kind):
    a, b = [np.asarray(column(folder, inputs[side], False), dtype=float) for side in ("ref", "prod")]
    a, b = a[~np.isnan(a)], b[~np.isnan(b)]
    count = params["bins"]
    if "quantile" in params["binning"]:
        edges = np.unique(np.quantile(a, np.linspace(0, 1, count + 1)))
        edges = edges[1:-1] if len(edges) > 2 else edges[-1:]
    else:
        edges = np.linspace(a.min(), a.max(), count + 1)[1:-1]
    r, c = [np.bincount(np.searchsorted(edges, side, side="right"), minlength=len(edges) + 1) for side in (a, b)]
    p, q = r / r.sum(), c / c.sum()
    fp, fq = floored(p), floored(q)
    return distances(p, q) | {
        "inner_edges": edges, "ref_counts": r, "prod_counts": c,
        "kl_ref_prod_eps1e4": stats.entropy(fp / fp.sum(), fq / fq.sum()), "js_distance_basee": jensenshannon(p, q),
        "js_divergence_base2": jensenshannon(p, q, base=2) ** 2, "kl_prod_ref_unfloored": stats.entropy(q, p),
    }


def categorical(folder, inputs, params, kind):
    def counts(side):
        if side + "_counts" in inputs:
            return inputs[side + "_counts"]
        values = column(folder, inputs[side])
        names = [{True: "true", False: "false"}[bool(v)] if not isinstance(v, str) else v for v in values]
        return {name: int(number) for name, number in zip(*np.unique(np.array(names, dtype=object), return_counts=True))}

    ref, prod = counts("ref"), counts("prod")
    names = sorted(set(ref) | set(prod))
    r, c = [np.array([side.get(name, 0) for name in names], dtype=np.int64) for side in (ref, prod)]
    result = {
        "categories": names, "ref_counts": r, "prod_counts": c, "unseen_in_ref": [n for n, k in zip(names, r) if k == 0],
        "missing_in_prod": [n for n, k in zip(names, c) if k == 0],
    }
    if r.sum() == 0 or c.sum() == 0:
        return result
    p, q = r / r.sum(), c / c.sum()
    result |= distances(p, q) | {"entropy_ref_nats": stats.entropy(p), "entropy_prod_nats": stats.entropy(q)}
    table = np.array([r, c])
    table = table[:, table.sum(axis=0) > 0]

    def fields(test):
        return {"statistic": test[0], "p": test[1], "dof": test[2]}

    result["chi2"] = fields(stats.chi2_contingency(table, correction=False))
    result["g_test"] = fields(stats.chi2_contingency(table, correction=False, lambda_="log-likelihood"))
    if table.shape[1] == 2:
        result["chi2_yates"] = fields(stats.chi2_contingency(table, correction=True))
        fisher = stats.fisher_exact(table)
        result["fisher"] = {"odds_ratio": fisher.statistic, "p": fisher.pvalue}
    rank = min(table.shape) - 1
    result["cramers_v"] = math.sqrt(result["chi2"]["statistic"] / (table.sum() * rank)) if rank else math.nan
    return result


def divergence(folder, inputs, params, kind):
    p, q = np.array(inputs["p"]), np.array(inputs["q"])
    return {
        "kl_qp": stats.entropy(q, p), "kl_pq": stats.entropy(p, q), "kl_pq_base2": stats.entropy(p, q, base=2),
        "js_distance_base2": jensenshannon(p, q, base=2), "js_distance_basee": jensenshannon(p, q),
        "psi_eps1e4": distances(p, q)["psi_eps1e4"], "hellinger": distances(p, q)["hellinger"],
        "wasserstein_positions_0_k": stats.wasserstein_distance(np.arange(len(p)), np.arange(len(q)), p, q),
    }


def mmd(folder, inputs, params, kind):
    x, y = np.array(inputs["x"]), np.array(inputs["y"])

    def kernel(a, b):
        return np.exp(-((a[:, None] - b[None]) ** 2).sum(-1) / (2 * params["sigma"] ** 2))

    n, m = len(x), len(y)
    a, b, c = kernel(x, x), kernel(y, y), kernel(x, y)
    unbiased = (a.sum() - n) / (n * (n - 1)) + (b.sum() - m) / (m * (m - 1)) - 2 * c.mean()
    return {"mmd2_biased": a.mean() + b.mean() - 2 * c.mean(), "mmd2_unbiased": unbiased}


# Models

def ece(y, s, w, places):
    gaps, weights = [], []
    for place in np.unique(places):
        rows = places == place
        if w[rows].sum() > 0:
            gaps.append(abs(np.average(y[rows], weights=w[rows]) - np.average(s[rows], weights=w[rows])))
            weights.append(w[rows].sum())
    return np.average(gaps, weights=weights), max(gaps)


def calibration(y, s, w, weighted):
    result = {}
    for bins in (10, 15):
        edges = np.linspace(0, 1, bins + 1)
        kinds = {
            "width_right_closed": np.searchsorted(edges[1:-1], s, side="left"),
            "width_left_closed": np.searchsorted(edges[1:-1], s, side="right"),
        }
        if not weighted and len(s) >= 20:
            cuts = np.percentile(s, np.linspace(0, 1, bins + 1) * 100)
            kinds["mass_quantile_edges"] = np.searchsorted(cuts[1:-1], s, side="left")
            equal = np.zeros(len(s), dtype=int)
            for place, rows in enumerate(np.array_split(np.argsort(s, kind="stable"), bins)):
                equal[rows] = place
            kinds["mass_equal_counts"] = equal
        for name, places in kinds.items():
            result[f"ece{bins}_{name}"], result[f"mce{bins}_{name}"] = ece(y, s, w, places)
    return result


def binary(folder, inputs, params, kind):
    if "csv" in inputs:
        frame = pd.read_csv(folder / inputs["csv"])
        y, s, w = frame[inputs["y_true"]].to_numpy(), frame[inputs["y_score"]].to_numpy(), None
    else:
        y, s = [column(folder, inputs[name]) for name in ("y_true", "y_score")]
        w = column(folder, inputs["weight"]) if "weight" in inputs else None
    s = s.astype(float)
    if "slice" in params:
        rows = column(folder, {"parquet": inputs["y_true"]["parquet"], "column": params["slice"]["column"]}, False)
        rows = rows == params["slice"]["equals"]
        y, s, w = y[rows], s[rows], None if w is None else w[rows]
    if not len(y) or np.isnan(s).any() or (s > 1).any() or (s < 0).any():
        return attempt(lambda: {"log_loss": sk.log_loss(y, s, labels=[0, 1])})
    predicted = (s >= params["threshold"]).astype(int)
    nan = {"sample_weight": w, "zero_division": math.nan}
    cells = sk.confusion_matrix(y, predicted, labels=[0, 1], sample_weight=w)
    both = len(set(y[w > 0] if w is not None else y)) == 2
    precision, recall, _ = sk.precision_recall_curve(y, s, sample_weight=w)
    result = {
        "tp": cells[1, 1], "fp": cells[0, 1], "fn": cells[1, 0], "tn": cells[0, 0],
        "precision": sk.precision_score(y, predicted, **nan), "recall": sk.recall_score(y, predicted, **nan),
        "f1": sk.f1_score(y, predicted, **nan), "accuracy": sk.accuracy_score(y, predicted, sample_weight=w),
        "f2": sk.fbeta_score(y, predicted, beta=2, **nan), "specificity": sk.recall_score(y, predicted, pos_label=0, **nan),
        "npv": sk.precision_score(y, predicted, pos_label=0, **nan),
        "balanced_accuracy": sk.balanced_accuracy_score(y, predicted, sample_weight=w),
        "mcc": sk.matthews_corrcoef(y, predicted, sample_weight=w),
        "cohen_kappa": sk.cohen_kappa_score(y, predicted, sample_weight=w, labels=[0, 1]),
        "jaccard": sk.jaccard_score(y, predicted, sample_weight=w, zero_division=0),
        "roc_auc": sk.roc_auc_score(y, s, sample_weight=w) if both else math.nan,
        "average_precision": sk.average_precision_score(y, s, sample_weight=w), "pr_auc_trapezoid": sk.auc(recall, precision),
        "log_loss": sk.log_loss(y, s, labels=[0, 1], sample_weight=w), "brier": np.average((y - s) ** 2, weights=w),
    }
    weights = np.ones(len(y)) if w is None else w
    result |= calibration(y, s, weights, w is not None)
    if w is None and both:
        fpr, tpr, _ = sk.roc_curve(y, s, drop_intermediate=False)
        result["ks_of_scores_max_tpr_minus_fpr"] = np.max(tpr - fpr)
        for strategy in ("uniform", "quantile"):
            from sklearn.calibration import calibration_curve
            true, pred = calibration_curve(y, s, n_bins=10, strategy=strategy)
            result[f"calibration_curve10_{strategy}"] = {"prob_true": true, "prob_pred": pred}
    return result


def multiclass(folder, inputs, params, kind):
    y, proba = np.array(inputs["y_true"]), np.array(inputs["proba"])
    w = np.array(inputs["weight"]) if "weight" in inputs else None
    k = proba.shape[1]
    predicted, labels = proba.argmax(axis=1), list(range(k))
    weights = np.ones(len(y)) if w is None else w
    cells = sk.confusion_matrix(y, predicted, labels=labels, sample_weight=w)
    result = {"confusion": cells, "accuracy": sk.accuracy_score(y, predicted, sample_weight=w)}
    for average in ("macro", "micro", "weighted", None):
        values = sk.precision_recall_fscore_support(
            y, predicted, labels=labels, average=average, sample_weight=w, zero_division=0)
        for name, value in zip(("precision", "recall", "f1", "support"), values):
            if average is None:
                result.setdefault("per_class", {})[name] = value
            elif name != "support":
                result[f"{name}_{average}"] = value
    result["mcc"] = sk.matthews_corrcoef(y, predicted, sample_weight=w)
    result["cohen_kappa"] = sk.cohen_kappa_score(y, predicted, labels=labels, sample_weight=w)
    result["cohen_kappa_quadratic"] = sk.cohen_kappa_score(
        y, predicted, labels=labels, sample_weight=w, weights="quadratic")
    result["balanced_accuracy"] = sk.balanced_accuracy_score(y, predicted, sample_weight=w)
    result["log_loss"] = sk.log_loss(y, proba, labels=labels, sample_weight=w)
    areas = [
        sk.roc_auc_score(y == c, proba[:, c], sample_weight=w) if 0 < (y == c).sum() < len(y) else math.nan for c in labels]
    shares = np.array([weights[y == c].sum() for c in labels])
    result["roc_auc_ovr_macro"] = np.mean(areas)
    result["roc_auc_ovr_weighted"] = np.average(np.array(areas)[shares > 0], weights=shares[shares > 0])
    for average in ("macro", "weighted"):
        result[f"roc_auc_ovo_{average}"] = None if w is not None else sk.roc_auc_score(
            y, proba, multi_class="ovo", average=average, labels=labels)
    result["top2_accuracy"] = sk.top_k_accuracy_score(y, proba, k=2, labels=labels, sample_weight=w) if k > 2 else 1.0
    result["brier_sum_over_classes"] = np.average(((proba - np.eye(k)[y]) ** 2).sum(axis=1), weights=w)
    top = proba.max(axis=1)
    places = np.searchsorted(np.linspace(0, 1, 16)[1:-1], top, side="left")
    result["ece15_top_label_width_right_closed"] = ece((predicted == y).astype(float), top, weights, places)[0]
    return result


def regression(folder, inputs, params, kind):
    y, p = np.array(inputs["y_true"]), np.array(inputs["y_pred"])
    w = np.array(inputs["weight"]) if "weight" in inputs else None
    result = {
        "mae": sk.mean_absolute_error(y, p, sample_weight=w), "mse": sk.mean_squared_error(y, p, sample_weight=w),
        "rmse": math.sqrt(sk.mean_squared_error(y, p, sample_weight=w)), "r2": sk.r2_score(y, p, sample_weight=w),
        "explained_variance": sk.explained_variance_score(y, p, sample_weight=w),
        "mape": sk.mean_absolute_percentage_error(y, p, sample_weight=w), "max_error": sk.max_error(y, p),
        "median_ae": sk.median_absolute_error(y, p, sample_weight=w),
        "pinball_0_9": sk.mean_pinball_loss(y, p, alpha=0.9, sample_weight=w),
    }
    if (y > -1).all() and (p > -1).all():
        result["msle"] = sk.mean_squared_log_error(y, p, sample_weight=w)
    if w is None:
        result["bias_mean_error"] = np.mean(p - y)
    return result


def fairness(folder, inputs, params, kind):
    y, group = column(folder, inputs["y_true"]), column(folder, inputs["group"])
    predicted = column(folder, inputs["y_pred"]) if "y_pred" in inputs else (
        column(folder, inputs["y_score"]) >= params["threshold"]).astype(int)
    w = np.array(inputs["weight"]) if "weight" in inputs else None

    def precision(y_true, y_pred, sample_weight=None):
        return sk.precision_score(y_true, y_pred, zero_division=0, sample_weight=sample_weight)

    kinds = {
        "accuracy": sk.accuracy_score, "selection_rate": fl.selection_rate, "tpr": fl.true_positive_rate,
        "fpr": fl.false_positive_rate, "tnr": fl.true_negative_rate, "fnr": fl.false_negative_rate, "precision": precision,
    }
    frame = fl.MetricFrame(
        metrics=kinds, y_true=y, y_pred=predicted, sensitive_features=group,
        sample_params=None if w is None else {name: {"sample_weight": w} for name in kinds})
    both = {"sensitive_features": group, "sample_weight": w}
    result = {
        "by_group": {str(name): dict(row) for name, row in frame.by_group.iterrows()}, "overall": dict(frame.overall),
        "difference_between_groups": dict(frame.difference(method="between_groups")),
        "difference_to_overall": dict(frame.difference(method="to_overall")),
        "ratio_between_groups": dict(frame.ratio(method="between_groups")),
    }
    for name in ("demographic_parity_difference", "demographic_parity_ratio", "equal_opportunity_difference",
                 "equal_opportunity_ratio"):
        result[name] = getattr(fl, name)(y, predicted, **both)
    for name in ("equalized_odds_difference", "equalized_odds_ratio"):
        result[name + "_worst_case"] = getattr(fl, name)(y, predicted, agg="worst_case", **both)
    result["equalized_odds_difference_mean"] = fl.equalized_odds_difference(y, predicted, agg="mean", **both)
    return result


# Ranking

def single_query(folder, inputs, params, kind):
    got = inputs["retrieved_relevance_in_rank_order"]
    everything = got + inputs["relevance_of_judged_but_not_retrieved"]
    relevant = sum(1 for g in everything if g > 0)
    result = {}
    for k in params["ks"]:
        for name, gain in (("linear", lambda g: g), ("exp", lambda g: 2.0 ** g - 1)):
            def dcg(items):
                return math.fsum(gain(g) / math.log2(i + 2) for i, g in enumerate(items[:k]))
            ideal = dcg(sorted(everything, reverse=True))
            result[f"ndcg_{name}@{k}"] = dcg(got) / ideal if ideal > 0 else 0.0
        hits = [i for i, g in enumerate(got[:k]) if g > 0]
        total = math.fsum((n + 1) / (i + 1) for n, i in enumerate(hits))
        result[f"precision@{k}"] = len(hits) / k
        result[f"recall@{k}"] = len(hits) / relevant if relevant else 0.0
        result[f"hit@{k}"] = 1.0 if hits else 0.0
        result[f"mrr@{k}"] = 1 / (hits[0] + 1) if hits else 0.0
        result[f"ap@{k}_div_all_relevant"] = total / relevant if relevant else 0.0
        result[f"ap@{k}_div_min_k"] = total / min(relevant, k) if relevant else 0.0
    return result


def ndcg_scores(folder, inputs, params, kind):
    relevance, score = [inputs["relevance"]], [inputs["score"]]
    n = len(inputs["score"])
    tied = len(set(inputs["score"])) < n
    result = {}
    for k in sorted({1, 3, 5, n}):
        if k <= n:
            result[f"ndcg@{k}_ties_averaged"] = sk.ndcg_score(relevance, score, k=k)
            if not tied:
                result[f"ndcg@{k}_no_ties"] = sk.ndcg_score(relevance, score, k=k, ignore_ties=True)
    result["dcg_all"] = sk.dcg_score(relevance, score)
    return result


def label_ranking(folder, inputs, params, kind):
    y, s = np.array(inputs["y_true"]), np.array(inputs["y_score"])
    return {
        "lrap": sk.label_ranking_average_precision_score(y, s), "coverage_error": sk.coverage_error(y, s),
        "label_ranking_loss": sk.label_ranking_loss(y, s),
    }


# Tests and laws

def two_proportions(folder, inputs, params, kind):
    (a, b), (n, m) = inputs["count"], inputs["nobs"]
    result = {}
    for alternative in ("two-sided", "smaller", "larger"):
        z, p = proportion.proportions_ztest([a, b], [n, m], alternative=alternative)
        result[f"ztest_pooled_{alternative}"] = {"z": z, "p": p}
    for method in ("normal", "wilson", "agresti_coull", "beta", "jeffreys"):
        result[f"ci95_first_{method}"] = list(proportion.proportion_confint(a, n, method=method))
    for method in ("wald", "newcomb", "score"):
        result[f"ci95_diff_{method}"] = attempt(
            lambda: list(proportion.confint_proportions_2indep(a, n, b, m, compare="diff", method=method)))
    result["binomtest_first_vs_p2"] = stats.binomtest(a, n, b / m).pvalue
    result["cohen_h"] = proportion.proportion_effectsize(a / n, b / m)
    return result


def two_means(folder, inputs, params, kind):
    a, b = np.array(inputs["a"]), np.array(inputs["b"])
    welch = stats.ttest_ind(a, b, equal_var=False)
    student, one = stats.ttest_ind(a, b), stats.ttest_1samp(a, 0.2)
    levene, kruskal = stats.levene(a, b, center="median"), stats.kruskal(a, b)
    u = stats.mannwhitneyu(a, b, method="exact")
    return {
        "welch": {"t": welch.statistic, "df": welch.df, "p": welch.pvalue, "ci95": list(welch.confidence_interval(0.95))},
        "student": {"t": student.statistic, "p": student.pvalue}, "one_sample_mu_0_2": {"t": one.statistic, "p": one.pvalue},
        "levene_median": {"w": levene.statistic, "p": levene.pvalue},
        "kruskal": {"h": kruskal.statistic, "p": kruskal.pvalue}, "mannwhitney_exact": {"u": u.statistic, "p": u.pvalue},
    }


def multiple(folder, inputs, params, kind):
    result = {}
    for method in ("bonferroni", "holm", "fdr_bh", "fdr_by", "sidak"):
        reject, adjusted = multitest.multipletests(inputs["p"], alpha=params["alpha"], method=method)[:2]
        result[method] = {"reject": reject, "p_adjusted": adjusted}
    return result


def sample_size(folder, inputs, params, kind):
    size, alpha, target, ratio = params["effect_size"], params["alpha"], params["power"], params["ratio"]
    normal, t = power.NormalIndPower(), power.TTestIndPower()
    return {
        "n1_normal": normal.solve_power(size, alpha=alpha, power=target, ratio=ratio),
        "n1_ttest": t.solve_power(size, alpha=alpha, power=target, ratio=ratio),
        "power_n50_normal": normal.power(size, 50, alpha, ratio=ratio), "power_n50_ttest": t.power(size, 50, alpha, ratio=ratio),
    }


def mcnemar(folder, inputs, params, kind):
    table = np.array(inputs["table"])
    chi = contingency_tables.mcnemar(table, exact=False, correction=True)
    return {"exact_p": contingency_tables.mcnemar(table, exact=True).pvalue, "chi2_cc": [chi.statistic, chi.pvalue]}


def law(name):
    def compute(folder, inputs, params, kind):
        p = {key: mpmath.mpf(value) for key, value in params.items()}
        if name == "normal_sf":
            value = mpmath.erfc(p["x"] / mpmath.sqrt(2)) / 2
        elif name == "chi2_sf":
            value = mpmath.gammainc(p["dof"] / 2, p["x"] / 2, mpmath.inf, regularized=True)
        elif name == "t_sf":
            square = p["dof"] / (p["dof"] + p["x"] ** 2)
            value = mpmath.betainc(p["dof"] / 2, mpmath.mpf(1) / 2, 0, square, regularized=True) / 2
            value = value if p["x"] >= 0 else 1 - value
        elif name == "kolmogorov_sf_asymptotic":
            value = 2 * mpmath.nsum(lambda k: (-1) ** (k - 1) * mpmath.exp(-2 * k * k * p["x"] ** 2), [1, 400])
        else:
            value = stats.kstwo.sf(params["d"], params["n"])
        return {"value": float(value)}

    return compute


# Columns, series, policies

def descriptive(folder, inputs, params, kind):
    x = np.array(inputs["x"], dtype=float)
    n = len(x)
    exact = [Fraction(value) for value in x]
    mean = sum(exact) / n
    squares = sum((value - mean) ** 2 for value in exact)
    result = {
        "n": n, "mean": float(mean), "sum": float(sum(exact)), "min": x.min(), "max": x.max(), "var_ddof0": float(squares / n),
        "var_ddof1": float(squares / (n - 1)) if n > 1 else math.nan, "mad_raw": stats.median_abs_deviation(x),
        "iqr": stats.iqr(x), "quantiles": {},
    }
    for method in ("inverted_cdf", "closest_observation", "hazen", "weibull", "linear", "median_unbiased", "normal_unbiased",
                   "lower", "higher"):
        result["quantiles"][method] = [np.quantile(x, q, method=method) for q in params["quantile_q"]]
    # Where the mean is far from 0, scipy's moments lose their digits.
    if n > 3 and squares > 0 and 1e-6 < abs(x).max() < 1e14 and x.std() > 1e-6 * abs(x).max():
        result |= {
            "skew_biased": stats.skew(x), "skew_unbiased": stats.skew(x, bias=False),
            "kurtosis_excess_biased": stats.kurtosis(x), "kurtosis_excess_unbiased": stats.kurtosis(x, bias=False),
        }
    return result


def correlation(folder, inputs, params, kind):
    x, y = inputs["x"], inputs["y"]
    return {
        "pearson": list(stats.pearsonr(x, y)), "spearman": list(stats.spearmanr(x, y)),
        "kendall_tau_b": stats.kendalltau(x, y).statistic,
    }


def stl(folder, inputs, params, kind):
    x, period = np.array(inputs["x"]), params["period"]
    fit = STL(x, period=period, robust=params["robust"], seasonal=params["seasonal"]).fit(
        inner_iter=params["inner_iter"], outer_iter=params["outer_iter"])
    classical = seasonal_decompose(x, period=period).seasonal[:period]
    return {
        "trend": fit.trend, "seasonal": fit.seasonal, "resid": fit.resid, "weights": fit.weights if params["robust"] else [],
        "classical_seasonal_one_period": classical, "acf_lags0_10": acf(x, nlags=10, fft=False),
    }


def off_policy(folder, inputs, params, kind):
    if "parquet" not in inputs:
        return {"behaviour": "must be rejected or reported, never Inf/NaN silently"}
    frame = pd.read_parquet(folder / inputs["parquet"])
    n, k = len(frame), params["actions"]
    action, r = frame["action"].to_numpy(), frame["reward"].to_numpy()
    policy = frame[[f"pi_e_{a}" for a in range(k)]].to_numpy()
    model = frame[[f"q_hat_{a}" for a in range(k)]].to_numpy()
    w = policy[np.arange(n), action] / frame["pscore"].to_numpy()
    value, logged = (policy * model).sum(axis=1), model[np.arange(n), action]
    correction = w * (r - logged)
    return {
        "ips": np.mean(w * r), "snips": np.sum(w * r) / np.sum(w), "clipped_ips_5": np.mean(np.minimum(w, 5) * r),
        "dm": value.mean(), "dr": np.mean(value + correction), "sndr": value.mean() + correction.sum() / w.sum(),
        "switch_dr_tau5": np.mean(value + np.where(w <= 5, correction, 0)), "ess": w.sum() ** 2 / (w * w).sum(),
        "max_weight": w.max(), "mean_weight": w.mean(), "ips_se": np.std(w * r, ddof=1) / math.sqrt(n),
        "dr_se": np.std(value + correction, ddof=1) / math.sqrt(n), "on_policy_mean_reward": r.mean(),
    }


def distinct(folder, inputs, params, kind):
    return {"exact": len(set(column(folder, inputs["x"])))}


def kll(folder, inputs, params, kind):
    return {"q": [0.01, 0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999], "n": len(column(folder, inputs["x"]))}


def ddsketch(folder, inputs, params, kind):
    x = np.sort(column(folder, inputs["x"]).astype(float))
    q = [0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1]
    return {
        "q": q, "exact_lower_quantile": [x[math.floor(v * (len(x) - 1))] for v in q], "count": len(x), "sum": math.fsum(x)}


FUNCTIONS = {
    "two_sample_numeric": two_sample, "ks_exact": ks_exact, "binned_drift": binned, "categorical_drift": categorical,
    "divergence": divergence, "mmd_rbf": mmd, "binary_classification": binary, "multiclass_classification": multiclass,
    "regression": regression, "fairness": fairness, "ranking_single_query": single_query, "ndcg_from_scores": ndcg_scores,
    "label_ranking": label_ranking, "two_proportions": two_proportions, "two_means": two_means, "multiple_testing": multiple,
    "sample_size": sample_size, "mcnemar": mcnemar, "descriptive": descriptive, "correlation": correlation, "stl": stl,
    "off_policy_evaluation": off_policy, "count_distinct": distinct, "kll": kll, "ddsketch": ddsketch,
} | {name: law(name) for name in (
    "normal_sf", "chi2_sf", "t_sf", "kolmogorov_sf_asymptotic", "ks_one_sample_two_sided_sf")}


# What differs from a committed folder

def differences(expected, answer, tol, path):
    if isinstance(expected, dict):
        for key, value in expected.items():
            if not key.startswith("informative_"):
                missing = not isinstance(answer, dict) or key not in answer
                yield from [f"{path}/{key}: not computed"] if missing else differences(value, answer[key], tol, f"{path}/{key}")
    elif isinstance(expected, list):
        if not isinstance(answer, list) or len(expected) != len(answer):
            yield f"{path}: {answer} instead of {expected}"
        else:
            for index, (e, a) in enumerate(zip(expected, answer)):
                yield from differences(e, a, tol, f"{path}[{index}]")
    elif isinstance(expected, (int, float)) and isinstance(answer, (int, float)):
        if abs(expected - answer) > tol["abs"] + tol["rel"] * abs(expected):
            yield f"{path}: {answer} instead of {expected}"
    elif expected != answer and "raises" not in path:
        yield f"{path}: {answer} instead of {expected}"


def check(folder):
    for path in sorted(folder.glob("*.json")):
        if path.name == "manifest.json":
            continue
        for case in json.loads(path.read_text()):
            compute = FUNCTIONS.get(case["function"])
            if not compute:
                continue
            answer = attempt(lambda: plain(compute(folder, case["inputs"], case["params"], case["kind"])))
            for line in list(differences(case["expected"], answer, case["tol"], ""))[:3]:
                print(f"{path.stem}/{case['id']}{line}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=pathlib.Path)
    parser.add_argument("--check", type=pathlib.Path)
    options = parser.parse_args()
    if options.check:
        check(options.check)
    if options.out:
        from variations import write
        write(options.out, options.seed)


if __name__ == "__main__":
    main()
