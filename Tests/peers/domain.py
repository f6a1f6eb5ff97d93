#!/usr/bin/env python3
"""Makes domain.json: how well scikit-learn's HistGradientBoosting and LogisticRegression tell made samples apart. Deterministic.

The samples are made by SplitMix64, here and in the tests alike.
"""
import json
import pathlib

import numpy as np
import sklearn
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from online import SplitMix


def row(random, kind, drifted):
    """Four numbers and a category."""
    a, b, c, d = (random.normal() for _ in range(4))
    category = int(random.uniform() * 8)
    if kind == "shift" and drifted:
        a += 0.6
    if kind == "correlation":
        b = 0.8 * a + 0.6 * b if drifted else b
    if kind == "missing" and random.uniform() < (0.3 if drifted else 0.1):
        c = float("nan")
    if kind == "category" and drifted:
        category = int(8 * random.uniform() ** 1.6)
    return [a, b, c, d, float(category)]


def point(random, drifted):
    return [random.normal() + (0.15 if drifted and place % 4 == 0 else 0.0) for place in range(16)]


answer = {"rows": 1500, "cases": [], "embeddings": None}
labels = np.repeat([0, 1], 1500)
folds = StratifiedKFold(5, shuffle=True, random_state=0)
for seed, kind in enumerate(["none", "shift", "correlation", "missing", "category"]):
    random = SplitMix(seed + 20)
    table = np.array([row(random, kind, place >= 1500) for place in range(3000)])
    model = HistGradientBoostingClassifier(categorical_features=[4], random_state=0, early_stopping=True)
    auc = cross_val_score(model, table, labels, scoring="roc_auc", cv=folds).mean()
    answer["cases"].append({"seed": seed + 20, "kind": kind, "auc": auc, "sum": float(np.nansum(table))})
random = SplitMix(40)
points = np.array([point(random, place >= 1500) for place in range(3000)])
auc = cross_val_score(make_pipeline(StandardScaler(), LogisticRegression()), points, labels, scoring="roc_auc", cv=folds).mean()
answer["embeddings"] = {"seed": 40, "auc": auc, "sum": float(points.sum())}
print("scikit-learn", sklearn.__version__, answer)
(pathlib.Path(__file__).parent / "domain.json").write_text(json.dumps(answer, separators=(",", ":")) + "\n")
