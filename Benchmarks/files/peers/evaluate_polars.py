"""The metrics of a binary classifier overall and by slice in polars' expressions, which use both cores."""
import json
import sys

import polars as pl

data, out = sys.argv[1:]
BINS = 15
EPSILON = 2.220446049250313e-16

frame = pl.read_parquet(data).with_columns(
    y=pl.col("label").cast(pl.Float64),
    predicted=(pl.col("score") >= 0.5).cast(pl.Float64),
    bin=(pl.col("score") * BINS).ceil().clip(1, BINS).cast(pl.Int8),
)


def areas(rows, by):
    """ROC-AUC from midranks, average precision from a sort by descending score (which holds for scores without ties)."""
    y, score = pl.col("y"), pl.col("score")
    positives, negatives = y.sum(), (1 - y).sum()
    rank_sum = (score.rank("average") * y).sum()
    return rows.sort("score", descending=True).group_by(by).agg(
        roc_auc=(rank_sum - positives * (positives + 1) / 2) / (positives * negatives),
        pr_auc=(y.cum_sum() / pl.int_range(1, pl.len() + 1) * y).sum() / positives,
    )


def plain(rows, by):
    y, p, hit = pl.col("y"), pl.col("score"), pl.col("predicted")
    clipped = p.clip(EPSILON, 1 - EPSILON)
    tp = (y * hit).sum()
    return rows.group_by(by).agg(
        accuracy=(y == hit).mean(),
        precision=tp / hit.sum(),
        recall=tp / y.sum(),
        f1=2 * tp / (hit.sum() + y.sum()),
        log_loss=-(pl.when(y == 1).then(clipped.log()).otherwise((1 - clipped).log())).mean(),
        brier=((p - y) ** 2).mean(),
    )


def calibration(rows, by):
    gap = (pl.col("score").sum() - pl.col("y").sum()).abs()
    return rows.group_by([by, "bin"]).agg(gap=gap, n=pl.len()).group_by(by).agg(ece=pl.col("gap").sum() / pl.col("n").sum())


answer = {}
for column in [None, "region", "segment"]:
    rows, by = (frame.with_columns(all=pl.lit("")), "all") if column is None else (frame, column)
    joined = plain(rows, by).join(areas(rows, by), on=by).join(calibration(rows, by), on=by)
    for row in joined.iter_rows(named=True):
        value = row.pop(by)
        answer[f"{column}={value}" if column else ""] = row
json.dump(answer, open(out, "w"))
