"""The metrics of a binary classifier overall and by slice, as a user of scikit-learn writes it. ECE, which it lacks, in numpy."""
import json
import sys

import numpy as np
import pandas as pd
from sklearn import metrics

data, out = sys.argv[1:]


def ece(y, p, bins=15):
    place = np.searchsorted(np.arange(1, bins) / bins, p)
    n = np.bincount(place, minlength=bins)
    gap = np.bincount(place, p, bins) - np.bincount(place, y, bins)
    return np.abs(gap[n > 0]).sum() / len(p)


def evaluate(frame):
    y, p = frame["label"].to_numpy(), frame["score"].to_numpy()
    predicted = p >= 0.5
    return {
        "accuracy": metrics.accuracy_score(y, predicted),
        "precision": metrics.precision_score(y, predicted),
        "recall": metrics.recall_score(y, predicted),
        "f1": metrics.f1_score(y, predicted),
        "roc_auc": metrics.roc_auc_score(y, p),
        "pr_auc": metrics.average_precision_score(y, p),
        "log_loss": metrics.log_loss(y, p),
        "brier": metrics.brier_score_loss(y, p),
        "ece": ece(y, p),
    }


frame = pd.read_parquet(data)
answer = {"": evaluate(frame)}
for column in ["region", "segment"]:
    for value, rows in frame.groupby(column, observed=True):
        answer[f"{column}={value}"] = evaluate(rows)
json.dump(answer, open(out, "w"))
