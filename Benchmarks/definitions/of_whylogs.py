"""whylogs' profiles and its drift algorithms on them. Needs ipython, pybars3, pillow and scipy beside whylogs (its extra `viz`)."""
import warnings

import whylogs
from samples import CATEGORIES, NUMBERS, load
from whylogs.viz.drift.column_drift_algorithms import KS, ChiSquare, Hellinger

warnings.filterwarnings("ignore")
reference, current = load()
print("whylogs", whylogs.__version__)
a, b = (whylogs.log(frame[NUMBERS + CATEGORIES]).view() for frame in (reference, current))
for column in NUMBERS:
    x, y = a.get_column(column), b.get_column(column)
    for algorithm in (KS(), Hellinger()):
        score = algorithm.calculate(y, x, with_thresholds=True)
        print(f"{column:24}{score.algorithm:12}{score.statistic:.6g} p={score.pvalue} {score.drift_category}")
    summary = x.to_summary_dict()
    for key in ["distribution/mean", "distribution/stddev", "distribution/median", "distribution/q_95", "cardinality/est"]:
        print(f"{column:24}{key:24}{summary[key]:.6g}")
    exact = reference[column]
    print(f"{column:24}exact: mean {exact.mean():.6g} sd {exact.std():.6g} median {exact.median():.6g} q95 {exact.quantile(.95):.6g} "
          f"distinct {exact.nunique()}")
for column in CATEGORIES:
    score = ChiSquare().calculate(b.get_column(column), a.get_column(column), with_thresholds=True)
    print(f"{column:24}{score.algorithm:12}{score.statistic:.6g} p={score.pvalue:.3g} {score.drift_category}")
