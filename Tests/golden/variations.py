"""Inputs for generate_variations.py: shapes, sizes and oddities drawn from a seed."""
import json
import math

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from generate_variations import DEFAULT, FUNCTIONS, attempt, plain

QUANTILE = "ref_quantile_linear_unique; inner edges given; bin i=[e_i,e_i+1)"
WIDTH = "ref_equal_width; outside values go to the end bins"
DROPPED = {"missing": "null and NaN dropped"}
THRESHOLD = {"threshold": 0.5, "positive": "score >= threshold"}


class Cases:
    def __init__(self, folder):
        self.folder = folder
        self.families = {}

    def add(self, family, function, inputs, params=None, kind="exact", tol=None, name=None):
        cases = self.families.setdefault(family, [])
        inputs, params = plain(inputs), plain(params or {})
        expected = attempt(lambda: plain(FUNCTIONS[function](self.folder, inputs, params, kind)))
        if "raises" in expected:
            kind = "policy"
        cases.append({
            "id": name or f"{function}_{len(cases)}", "function": function, "kind": kind, "inputs": inputs, "params": params,
            "expected": expected, "tol": tol or DEFAULT, "source": "generate_variations.py", "tags": []})

    def write(self):
        for family, cases in self.families.items():
            (self.folder / f"{family}.json").write_text(json.dumps(cases))
        print(sum(len(cases) for cases in self.families.values()), "cases in", self.folder)


def pairs(r):
    """Names, two samples, and the tolerance that their conditioning allows."""
    n, m = int(r.integers(20, 90)), int(r.integers(20, 90))
    x, y = r.normal(size=n), r.normal(r.normal(), r.uniform(0.5, 2), size=m)
    loose = {"rel": 1e-5, "abs": 1e-9}
    yield "normal", x, y, None
    yield "same", x, r.normal(size=m), None
    yield "identical", x, x.copy(), None
    yield "permuted", x, r.permutation(x), None
    yield "rounded", np.round(x, 1), np.round(y, 1), None
    yield "integers", r.poisson(2, n).astype(float), r.poisson(2.5, m).astype(float), None
    yield "binary", (r.random(n) < 0.3).astype(float), (r.random(m) < 0.5).astype(float), None
    yield "constant", np.full(n, 3.25), np.full(m, 3.25), None
    yield "constants", np.full(n, 3.25), np.full(m, 3.5), None
    yield "constant_varied", np.full(n, 0.1), y, None
    yield "varied_constant", x, np.full(m, 0.1), None
    yield "cauchy", r.standard_cauchy(n), r.standard_cauchy(m) * 2, None
    yield "pareto", r.pareto(0.7, n), r.pareto(0.9, m), None
    yield "disjoint", x, y + 100, None
    yield "disjoint_below", x, y - 100, None
    yield "offset", x + 1e8, y + 1e8, loose
    yield "tiny", x * 1e-12, y * 1e-12, {"rel": 1e-9, "abs": 1e-18}
    yield "huge", x * 1e12, y * 1e12, None
    yield "signed_zero", np.where(r.random(n) < 0.5, 0.0, -0.0), np.where(r.random(m) < 0.5, 0.0, -0.0), None
    yield "zeros", np.where(r.random(n) < 0.5, 0, r.gamma(1, size=n)), np.where(r.random(m) < 0.3, 0, r.gamma(2, size=m)), None
    yield "unequal", r.normal(size=12), r.normal(0.3, size=900), None
    for a, b in ((1, 1), (1, 9), (9, 1), (2, 2), (2, 3), (3, 2), (5, 5), (2, 40)):
        yield f"tiny_{a}_{b}", r.normal(size=a), r.normal(size=b), None


def two_samples(c, r):
    for name, a, b, tol in pairs(r):
        c.add("two_sample", "two_sample_numeric", {"ref": a, "prod": b}, tol=tol, name=f"{name}_{len(c.families.get('two_sample', []))}")
        if len(a) >= 12:
            for rule, label in ((QUANTILE, "quantile"), (WIDTH, "width")):
                if a.min() == a.max() and rule == WIDTH:
                    continue
                for bins in (2, 10, int(r.integers(3, 40))):
                    c.add("binned_drift", "binned_drift", {"ref": a, "prod": b}, {"binning": rule, "bins": bins}, tol=tol)
    tail = {"rel": 1e-8, "abs": 1e-300}
    for n, m, shift in ((500, 600, 3), (400, 700, 2), (300, 300, 1), (2000, 1700, 0.05), (1500, 1900, 0.2), (5, 2000, 4)):
        c.add("two_sample", "two_sample_numeric", {"ref": r.normal(size=n), "prod": r.normal(shift, size=m)}, tol=tail,
              name=f"tail_{n}_{m}_{shift}")
    for a, b in ((3, 4), (4, 3), (5, 5), (2, 8), (6, 5), (1, 6)):
        c.add("two_sample", "ks_exact", {"ref": r.normal(size=a), "prod": r.normal(0.5, size=b)},
              tol={"rel": 1e-10, "abs": 1e-13})
    odd = [[], [1.0], [math.nan], [1.0, math.nan, 2.0], [math.inf, 1.0], [-math.inf, 0.5, math.inf], [1.0, 2.0, 3.0],
           [math.nan, math.nan], [math.inf, math.inf]]
    for a in odd:
        for b in odd:
            if a != b or not a:
                if not (np.isfinite(a).all() and np.isfinite(b).all() and len(a) and len(b)):
                    c.add("two_sample", "two_sample_numeric", {"ref": a, "prod": b}, kind="policy")


def categories(c, r):
    def counts(k, scale, names=None):
        return {(names or [f"c{i}" for i in range(k)])[i]: int(v) for i, v in enumerate(r.poisson(scale, k))}

    names = ["caf\u00e9", "cafe\u0301", "\u212b", "\u00c5", "", " ", "NaN", "null", "\U0001f600", "a\"b", "a\\b", "\t"]
    tables = [
        (counts(2, 400), counts(2, 300)), (counts(2, 4), counts(2, 3)), (counts(2, 1), counts(2, 2)), (counts(5, 60), counts(5, 40)),
        (counts(4, 50), counts(6, 50)), (counts(6, 50), counts(3, 50)), ({"a": 5, "b": 9}, {"c": 7, "d": 2}),
        (counts(200, 3), counts(220, 3)), (counts(12, 20, names), counts(12, 25, names)),
        ({"a": 10}, {"a": 3}), ({"a": 10}, {"b": 3}), ({"a": 3, "b": 4}, {}), ({}, {"a": 3, "b": 4}), ({}, {}),
        ({"a": 0, "b": 4}, {"a": 3, "b": 0}), ({"a": 0, "b": 4}, {"a": 0, "b": 9}), ({"a": 1, "b": 0}, {"a": 0, "b": 1}),
        ({"a": 3, "b": 1}, {"a": 300, "b": 100}), ({"a": 7, "b": 9, "c": 1}, {"a": 7, "b": 9, "c": 1}),
        ({"a": 10 ** 6, "b": 10 ** 6 + 999}, {"a": 10 ** 6 + 500, "b": 10 ** 6}),
        ({"a": 10 ** 9, "b": 10 ** 9}, {"a": 10 ** 9, "b": 10 ** 9 + 90_000}),
        ({"a": 10 ** 12 + 17, "b": 10 ** 12}, {"a": 10 ** 12, "b": 10 ** 12 + 2_000_000}),
        ({"a": 5 * 10 ** 11, "b": 10 ** 12}, {"a": 10 ** 12, "b": 2 * 10 ** 12 + 3_000_000}),
    ] + [(counts(2, s), counts(2, s * t)) for s in (2, 8, 30, 1000, 50_000) for t in (0.5, 1, 3)]
    for ref, prod in tables:
        found = {name for side in (ref, prod) for name, count in side.items() if count}
        degenerate = not sum(ref.values()) or not sum(prod.values()) or len(found) < 2
        c.add("categorical", "categorical_drift", {"ref_counts": ref, "prod_counts": prod},
              kind="policy" if degenerate else "exact")


def vectors(c, r):
    for k in (2, 3, 5, 9, 12, 40):
        for zeros in (False, True):
            p, q = r.dirichlet(np.full(k, 0.5)), r.dirichlet(np.full(k, 0.5))
            if zeros:
                p[r.integers(k)] = 0
                q[r.integers(k)] = 0
                p, q = p / p.sum(), q / q.sum()
            c.add("divergence_vectors", "divergence", {"p": p, "q": q})
    for n, m, d in ((2, 2, 1), (9, 21, 1), (30, 12, 3), (15, 15, 8)):
        c.add("divergence_vectors", "mmd_rbf", {"x": r.normal(size=(n, d)), "y": r.normal(1, 1, size=(m, d))},
              {"sigma": r.uniform(0.3, 3), "kernel": "exp(-|a-b|^2/(2 sigma^2))"})


def binaries(c, r):
    def add(y, s, w=None, threshold=0.5, kind="exact"):
        inputs = {"y_true": y, "y_score": s} | ({} if w is None else {"weight": w})
        c.add("binary", "binary_classification", inputs, THRESHOLD | {"threshold": threshold}, kind=kind)

    for _ in range(3):
        n = int(r.integers(30, 120))
        s = r.beta(2, 3, n)
        y = (r.random(n) < s).astype(int)
        y[:2] = [0, 1]
        w = r.gamma(2, size=n)
        shapes = [s, np.round(s, 1), np.full(n, 0.4), np.where(r.random(n) < 0.3, 0.5, s), r.integers(0, 11, n) / 10, y * 0.8 + 0.1,
                  0.9 - y * 0.8, y.astype(float), np.where(r.random(n) < 0.1, 1 - y, y).astype(float), s * 1e-9, 1 - s * 1e-12,
                  s * 1e-310, np.round(s * 15) / 15, np.nextafter(np.round(s, 1), 1), s / 4]
        for shape in shapes:
            add(y, shape)
            add(y, shape, w)
            add(y, shape, threshold=float(r.choice([0.0, 0.1, 0.35, 0.9, 1.0])))
        add(y, s, r.integers(0, 4, n).astype(float))
        rare = np.zeros(n, dtype=int)
        rare[0] = 1
        add(rare, s)
    for n in (1, 2, 3, 6, 40):
        s = r.random(n)
        add(np.ones(n, dtype=int), s, kind="policy")
        add(np.zeros(n, dtype=int), s, kind="policy")
        add(np.zeros(n, dtype=int), s * 0.4, kind="policy")
        add(np.ones(n, dtype=int), np.round(s), kind="policy")
    for y, s in (([], []), ([0, 1, 1], [0.2, math.nan, 0.8]), ([0, 1, 1], [0.2, 1.5, 0.8]), ([0, 1], [-0.1, 0.4]),
                 ([0, 1], [0.3, math.inf])):
        add(y, s, kind="policy")
    for y, s in (([0, 1], [0.3, 0.6]), ([0, 1], [0.5, 0.5]), ([1, 0], [0.2, 0.9]), ([0, 1, 1], [0.1, 0.1, 0.9])):
        add(y, s)


def multiclasses(c, r):
    for k in (3, 4, 5, 10):
        for flavour in ("plain", "absent", "weighted", "weighted_absent", "ties", "sure"):
            n = int(r.integers(60, 140))
            proba = r.dirichlet(np.ones(k), n)
            y = np.array([r.choice(k, p=0.5 * row + 0.5 / k) for row in proba])
            if "absent" in flavour:
                y[y == k - 1] = 0
            if flavour == "ties":
                proba = np.full((n, k), 1 / k)
            if flavour == "sure":
                proba = np.eye(k)[np.where(r.random(n) < 0.7, y, r.integers(0, k, n))]
            inputs = {"y_true": y, "proba": proba} | ({"weight": r.gamma(2, size=n)} if "weighted" in flavour else {})
            c.add("multiclass", "multiclass_classification", inputs, {"predicted": "argmax, first on ties"})


def regressions(c, r):
    loose = {"rel": 1e-6, "abs": 1e-9}
    for _ in range(2):
        n = int(r.integers(2, 90))
        y, e = r.gamma(3, 3, n), r.normal(size=n)
        for truth, predicted, tol in (
            (y, y + e, None), (np.full(n, 4.0), 4 + e, None), (np.full(n, 4.0), np.full(n, 4.0), None),
            (np.where(r.random(n) < 0.3, 0, y), y, None), (y + 1e9, y + 1e9 + e / 9, loose), (y, y * 1000, None),
            (np.zeros(n), np.zeros(n), None), (np.zeros(n), np.abs(e), None), (y - 50, y - 50 + e, None), (y, np.full(n, y.mean()), None),
            (np.round(y), np.round(y + e), None),
        ):
            c.add("regression", "regression", {"y_true": truth, "y_pred": predicted}, tol=tol)
            c.add("regression", "regression", {"y_true": truth, "y_pred": predicted, "weight": r.gamma(1, size=n)}, tol=tol)
    c.add("regression", "regression", {"y_true": [2.0, 3.0], "y_pred": [1.0, 3.5]})
    c.add("regression", "regression", {"y_true": [1.0, 2.0, 3.0, 4.0], "y_pred": [1.5, 2.5, 2.0, 5.0], "weight": [1, 1, 1, 1]})
    c.add("regression", "regression", {"y_true": [1.0, 2.0, 3.0], "y_pred": [1.5, 2.5, 2.0], "weight": [0, 2, 3]})


def fair(c, r):
    for groups in (["x"], ["x", "y"], ["a", "b", "c"], ["caf\u00e9", "cafe\u0301"], list("abcdefgh")):
        n = int(r.integers(60, 200))
        y = r.integers(0, 2, n)
        predicted = np.where(r.random(n) < 0.75, y, 1 - y)
        group = [str(g) for g in r.choice(groups, n)]
        for p, kind in ((predicted, "exact"), (np.ones(n, dtype=int), "exact"), (np.zeros(n, dtype=int), "policy"), (y, "exact")):
            c.add("fairness", "fairness", {"y_true": y, "y_pred": p, "group": group}, kind=kind)
        c.add("fairness", "fairness", {"y_true": y, "y_pred": predicted, "group": group, "weight": r.gamma(2, size=n)})
        alone = ["solo"] + group[1:]
        c.add("fairness", "fairness", {"y_true": y, "y_pred": predicted, "group": alone}, kind="policy")
        lacking = np.where(np.array(group) == groups[0], 0, y)
        c.add("fairness", "fairness", {"y_true": lacking, "y_pred": predicted, "group": group}, kind="policy")
        c.add("fairness", "fairness", {"y_true": np.where(np.array(group) == groups[0], 1, y), "y_pred": predicted, "group": group},
              kind="policy")


def rankings(c, r):
    tight = {"rel": 1e-12, "abs": 1e-14}
    for n, m, top in ((5, 1, 3), (0, 4, 2), (21, 4, 3), (60, 30, 5), (8, 0, 2), (10, 3, 1), (4, 4, 0), (1, 0, 3), (0, 0, 1)):
        got, missed = r.integers(0, top + 1, n).tolist(), r.integers(0, top + 1, m).tolist()
        c.add("ranking", "ranking_single_query",
              {"retrieved_relevance_in_rank_order": got, "relevance_of_judged_but_not_retrieved": missed},
              {"ks": [1, 3, 5, 10, 50, 1000]}, tol=tight, name=f"query_{n}_{m}_{top}")
    names = [case["id"] for case in c.families["ranking"]]
    first = c.families["ranking"][0]["expected"]
    means = {key: math.fsum(case["expected"][key] for case in c.families["ranking"]) / len(names) for key in first}
    c.families["ranking"].append({
        "id": "mean", "function": "ranking_mean", "kind": "exact", "inputs": {"cases": names}, "params": {}, "expected": means,
        "tol": {"rel": 1e-10, "abs": 1e-13}, "source": "mean of the above", "tags": []})
    for n in (2, 6, 13, 40):
        relevance = r.integers(0, 4, n).astype(float)
        relevance[0] = 2
        for score in (r.normal(size=n), np.round(r.normal(size=n)), np.zeros(n), np.where(r.random(n) < 0.5, 0.0, -0.0)):
            c.add("ranking", "ndcg_from_scores", {"relevance": relevance, "score": score})
    for n, k in ((12, 6), (30, 3), (5, 12)):
        y = (r.random((n, k)) < 0.3).astype(int)
        for s in (r.random((n, k)), np.round(r.random((n, k)), 1)):
            c.add("ranking", "label_ranking", {"y_true": y, "y_score": s})


def tests(c, r):
    tol = {"rel": 1e-7, "abs": 1e-12}
    counts = [(0, 6, 10, 7), (8, 3, 9, 12), (10, 3, 10, 9), (5, 5, 10, 10), (1, 1, 2, 3), (0, 3, 8, 20), (20, 7, 20, 20), (3, 0, 9, 9),
              (500_000, 501_000, 10 ** 6, 10 ** 6)]
    for _ in range(25):
        n, m = int(10 ** r.uniform(1, 3.5)), int(10 ** r.uniform(1, 3.5))
        counts.append((int(r.integers(1, n)), int(r.integers(1, m)), n, m))
    for a, b, n, m in counts:
        c.add("stat_tests", "two_proportions", {"count": [a, b], "nobs": [n, m]}, tol=tol)
    for n, m in ((3, 3), (3, 9), (33, 18), (18, 31), (60, 60), (5, 100)):
        for scale in (1, 3):
            c.add("stat_tests", "two_means", {"a": r.normal(0.3, 1, n), "b": r.normal(0, scale, m)})
    for k in (1, 2, 20, 300):
        for p in (r.random(k), r.random(k) ** 6, np.round(r.random(k), 1), np.where(r.random(k) < 0.3, 0, r.random(k)), np.ones(k)):
            for alpha in (0.05, 0.01, 0.2):
                c.add("stat_tests", "multiple_testing", {"p": p}, {"alpha": alpha})
    for size in (0.1, 0.31, 0.5, 0.9, 1.5, 2.5):
        for alpha, power, ratio in ((0.05, 0.8, 1), (0.01, 0.9, 1), (0.05, 0.95, 2), (0.1, 0.5, 0.5)):
            c.add("stat_tests", "sample_size", {}, {"effect_size": size * r.uniform(0.9, 1.1), "alpha": alpha, "power": power,
                                                    "ratio": ratio}, tol={"rel": 1e-6, "abs": 1e-9})
    for b, d in ((17, 5), (1, 0), (0, 4), (3, 3), (400, 350), (5, 6)):
        c.add("stat_tests", "mcnemar", {"table": [[44, b], [d, 40]]})


def laws(c, r):
    tol = {"rel": 1e-10, "abs": 1e-300}
    for x in list(r.uniform(-8, 8, 20)) + list(r.uniform(8, 37, 20)) + [0, 1e-300, -30.0]:
        c.add("special_functions", "normal_sf", {}, {"x": x}, tol=tol)
    for dof in (1, 2, 3, 5, 30, 499, 0.5, 2.5, 1e4, 1e6):
        for x in (1e-8, dof / 2, dof, dof * 1.5 + 3, dof * 3 + 40, dof + 10 * math.sqrt(dof), r.uniform(0, 3) * dof):
            c.add("special_functions", "chi2_sf", {}, {"x": x, "dof": dof}, tol=tol)
    for dof in (1, 2, 2.5, 3, 10, 200.7, 1e5, 0.7, 1e7):
        for x in (0.0, 1e-9, 0.3, 2.1, 12.0, -1.7, 40.0, r.normal() * 3, 1e6):
            c.add("special_functions", "t_sf", {}, {"x": x, "dof": dof}, tol=tol)
    for x in (0.05, 0.2, 0.3, 0.5, 0.8276, 0.99, 1.0, 1.01, 1.36, 3.0, 10.0, 18.0, *r.uniform(0.2, 5, 8)):
        c.add("special_functions", "kolmogorov_sf_asymptotic", {}, {"x": x}, tol=tol)
    for n in (1, 2, 5, 20, 100, 139, 140, 141, 360, 1000, 10_000, 100_000, 10 ** 6):
        for scale in (0.3, 0.6, 0.9, 1.3, 2, 4, 9):
            c.add("special_functions", "ks_one_sample_two_sided_sf", {}, {"d": min(1.0, scale / math.sqrt(n)), "n": n},
                  tol={"rel": 1e-8, "abs": 1e-15})


def columns(c, r):
    q = [0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1]
    n = int(r.integers(30, 90))
    x = r.normal(size=n)
    for values, tol in (
        (x, None), (np.round(x), None), (np.full(9, 2.5), None), ([1.5], None), ([1.0, 4.0], None), ([1.0, 2.0, 4.0], None),
        (r.standard_cauchy(41), None), (1e9 + x, {"rel": 1e-7, "abs": 1e-12}), (np.tile([1e15, -1e15, 1.0], 11), {"rel": 1e-7, "abs": 1e-12}),
        (x * 1e-12, None), (x * 1e150, None), (r.poisson(1, 400).astype(float), None), (r.normal(size=100), None), (r.normal(size=101), None),
    ):
        c.add("descriptive", "descriptive", {"x": values}, {"quantile_q": q}, tol=tol)
    for n in (4, 36, 200):
        x = r.normal(size=n)
        for a, b in ((x, r.normal(size=n)), (np.round(x), np.round(x + r.normal(size=n))), (x, x * 2 + 1), (x, -x), (x, x ** 3)):
            c.add("descriptive", "correlation", {"x": a, "y": b})


def series(c, r):
    for period, n in ((7, 133), (7, 60), (24, 256), (12, 40), (12, 24), (4, 30), (3, 17), (7, 14)):
        time = np.arange(n)
        x = 50 + 0.02 * time + 5 * np.sin(2 * np.pi * time / period) + r.normal(size=n)
        for place in r.integers(0, n, 3):
            x[place] += 12
        # With few periods robust weights hang on rounding errors.
        for robust in (False, True) if n > 5 * period else (False,):
            for seasonal in (7, 13):
                c.add("time_series", "stl", {"x": x}, {
                    "period": period, "robust": robust, "seasonal": seasonal, "seasonal_deg": 1, "trend_deg": 1, "low_pass_deg": 1,
                    "inner_iter": 2 if robust else 5, "outer_iter": 15 if robust else 0},
                    tol={"rel": 1e-7, "abs": 1e-8}, name=f"stl_{period}_{n}_{robust}_{seasonal}")


def files(c, r):
    inputs = c.folder / "inputs"
    inputs.mkdir(exist_ok=True)
    for side, n in (("ref", 6_000), ("prod", 4_500)):
        x = r.normal(0.1 if side == "prod" else 0, 1, n)
        frame = {
            "normal": x, "ties": np.round(x, 1), "counts": r.poisson(3, n), "f32": x.astype(np.float32),
            "with_null": pa.array(x, mask=r.random(n) < 0.1), "with_nan": np.where(r.random(n) < 0.1, np.nan, x),
            "constant": np.full(n, 2.0), "int64": r.integers(-10 ** 6, 10 ** 6, n), "bool": r.random(n) < 0.3,
            "cat": pa.array(r.choice(["a", "b", "caf\u00e9"], n), mask=r.random(n) < 0.05),
            "dictionary": pa.array(r.choice(["u", "v", "w"], n)).dictionary_encode(),
        }
        pq.write_table(pa.table(frame), inputs / f"medium_{side}.parquet", row_group_size=1_500)

    def both(name):
        return {side: {"parquet": f"inputs/medium_{side}.parquet", "column": name} for side in ("ref", "prod")}

    for name in ("normal", "ties", "counts", "f32", "with_null", "with_nan", "constant", "int64"):
        tol = {"rel": 1e-7, "abs": 1e-12} if name == "f32" else None
        c.add("two_sample", "two_sample_numeric", both(name), DROPPED, tol=tol, name=f"medium_{name}")
        for bins in (10, 20):
            c.add("binned_drift", "binned_drift", both(name), DROPPED | {"bins": bins, "binning": "ref_quantile_linear_unique"})
    for name in ("bool", "cat", "dictionary"):
        c.add("categorical", "categorical_drift", both(name), {"missing": "nulls dropped"})
    n = 3_000
    score = r.beta(1, 3, n)
    evaluation = pa.table({
        "y_true": (r.random(n) < score).astype(np.int8), "y_score": score, "y_score_tied": np.round(score, 2),
        "y_score_f32": score.astype(np.float32), "weight": r.gamma(2, size=n),
        "group": pa.array(r.choice(["a", "b", "c"], n))})
    pq.write_table(evaluation, inputs / "medium_eval.parquet")

    def cell(name):
        return {"parquet": "inputs/medium_eval.parquet", "column": name}

    for name in ("y_score", "y_score_tied", "y_score_f32"):
        c.add("binary", "binary_classification", {"y_true": cell("y_true"), "y_score": cell(name)}, {"threshold": 0.5})
        c.add("binary", "binary_classification", {"y_true": cell("y_true"), "y_score": cell(name), "weight": cell("weight")},
              {"threshold": 0.2})
    for group in "abc":
        c.add("binary", "binary_classification", {"y_true": cell("y_true"), "y_score": cell("y_score")},
              {"threshold": 0.5, "slice": {"column": "group", "equals": group}})
    c.add("fairness", "fairness", {"y_true": cell("y_true"), "y_score": cell("y_score"), "group": cell("group")}, {"threshold": 0.3})
    evaluation.slice(0, 400).to_pandas().to_csv(inputs / "eval.csv", index=False)
    c.add("binary", "binary_classification", {"csv": "inputs/eval.csv", "y_true": "y_true", "y_score": "y_score"}, {"threshold": 0.5})
    for k, sharp in ((3, 1), (5, 2), (10, 4)):
        logits = r.normal(size=(n, k))
        logging, target = [np.exp(z) / np.exp(z).sum(axis=1, keepdims=True) for z in (logits, logits * sharp + r.normal(size=(n, k)))]
        action = np.array([r.choice(k, p=row) for row in logging])
        frame = {"action": action, "reward": (r.random(n) < 0.5).astype(float), "pscore": logging[np.arange(n), action]}
        frame |= {f"pi_e_{a}": target[:, a] for a in range(k)} | {f"q_hat_{a}": r.random(n) for a in range(k)}
        pq.write_table(pa.table(frame), inputs / f"bandit_{k}.parquet")
        c.add("ope", "off_policy_evaluation", {"parquet": f"inputs/bandit_{k}.parquet"}, {"actions": k})
    for propensity in (0.0, -0.1, 1.5, "NaN"):
        c.add("ope", "off_policy_evaluation", {"action": [0, 1, 0], "reward": [1.0, 0.0, 1.0], "pscore": [0.5, propensity, 0.25],
                                               "pi_e_of_action": [0.6, 0.5, 0.6]}, kind="policy")
    damaged(c, r, inputs / "medium_prod.parquet")
    n = 20_000
    sketches = {
        "lognormal": r.lognormal(0, 2, n), "ties": np.round(r.normal(0, 3, n), 1), "heavy": 1 + r.pareto(0.8, n),
        "sorted": np.arange(1, n + 1).astype(float), "mix": r.normal(1, 100, n), "reversed": np.arange(n, 0, -1).astype(float),
        "halves": np.concatenate([r.random(n // 2), 100 + r.random(n // 2)])}
    pq.write_table(pa.table(sketches), inputs / "sketches.parquet")
    for name in sketches:
        x = {"x": {"parquet": "inputs/sketches.parquet", "column": name}}
        c.add("sketches", "ddsketch", x, {"alpha": 0.01}, kind="bound", tol={"rel": 1e-10, "abs": 1e-13})
        c.add("sketches", "kll", x, {"k": 200, "eps_single_sided_99pct": 0.013294757464848584}, kind="bound")
    for size in (0, 1, 2, 10, 100, 1000, 5000, 18_000):
        values = pa.array([f"id-{r.integers(10 ** 12)}-{i}" for i in range(size)], type=pa.string())
        pq.write_table(pa.table({"x": values}), inputs / f"hll_{size}.parquet")
        c.add("sketches", "count_distinct", {"x": {"parquet": f"inputs/hll_{size}.parquet", "column": "x"}}, {"lg_k": 12}, kind="bound")


def damaged(c, r, source):
    """Copies of a file with a byte flipped, a part zeroed or the end cut: an error, or values, but no crash."""
    whole = source.read_bytes()
    for number in range(24):
        content = bytearray(whole)
        place = int(r.integers(4, len(whole)) if number % 2 else r.integers(len(whole) - 3_000, len(whole)))
        if number % 3 == 0:
            content = content[:place]
        elif number % 3 == 1:
            content[place] ^= 1 << int(r.integers(8))
        else:
            content[place:place + 40] = bytes(len(content[place:place + 40]))
        (source.parent / f"bad_{number}.parquet").write_bytes(content)
        c.families.setdefault("file_formats", []).append({
            "id": f"damaged_{number}", "function": "parquet_read", "kind": "policy", "params": {}, "tol": DEFAULT, "tags": [],
            "inputs": {"parquet": f"inputs/bad_{number}.parquet"}, "source": "",
            "expected": {"behaviour": "clean error, or values if the damage is harmless; no crash"}})


def write(folder, seed):
    folder.mkdir(parents=True, exist_ok=True)
    cases, random = Cases(folder), np.random.default_rng(seed)
    for part in (two_samples, categories, vectors, binaries, multiclasses, regressions, fair, rankings, tests, laws, columns, series,
                 files):
        part(cases, random)
    cases.write()
