"""The metrics of a binary classifier overall and by slice, by hand in numpy: one sort of the scores serves all slices."""
import json
import sys

import numpy as np
import pyarrow.parquet as pq

data, out = sys.argv[1:]
BINS = 15
EDGES = np.arange(1, BINS) / BINS
EPSILON = np.finfo(float).eps


def evaluate(p, y):
    """p ascending, y 0 or 1 beside it."""
    n, positives = len(p), int(y.sum())
    cut = np.searchsorted(p, 0.5)
    tp = int(y[cut:].sum())
    fp, fn = n - cut - tp, positives - tp
    tn = n - tp - fp - fn
    # Positives and rows from the top down to the end of each run of equal scores.
    starts = np.empty(n, bool)
    starts[0], starts[1:] = True, p[1:] != p[:-1]
    first = np.flatnonzero(starts)
    above = positives - np.concatenate(([0], np.cumsum(y, dtype=np.int64)))[first]
    rows = n - first
    hits = above - np.append(above[1:], 0)
    misses = rows - np.append(rows[1:], 0) - hits
    auc = (hits * (np.append(rows[1:], 0) - np.append(above[1:], 0)) + 0.5 * hits * misses).sum()
    bounds = np.concatenate(([0], np.searchsorted(p, EDGES, side="right"), [n]))
    sums = np.add.reduceat(np.append(p - y, 0.0), bounds[:-1]) * (np.diff(bounds) > 0)
    clipped = np.clip(p, EPSILON, 1 - EPSILON)
    return {
        "accuracy": (tp + tn) / n,
        "precision": tp / (tp + fp),
        "recall": tp / positives,
        "f1": 2 * tp / (2 * tp + fp + fn),
        "roc_auc": 1 - auc / (positives * (n - positives)),
        "pr_auc": (hits * (above / rows)).sum() / positives,
        "log_loss": -np.log(np.where(y, clipped, 1 - clipped)).mean(),
        "brier": np.square(p - y).mean(),
        "ece": np.abs(sums).sum() / n,
    }


table = pq.read_table(data, read_dictionary=["region", "segment"])
score = table["score"].to_numpy()
order = np.argsort(score)
score = score[order]
label = table["label"].to_numpy()[order]
answer = {"": evaluate(score, label)}
for column in ["region", "segment"]:
    encoded = table[column].unify_dictionaries().combine_chunks()
    codes = encoded.indices.to_numpy()[order]
    for code, value in enumerate(encoded.dictionary.to_pylist()):
        rows = codes == code
        answer[f"{column}={value}"] = evaluate(score[rows], label[rows])
json.dump(answer, open(out, "w"), default=float)
