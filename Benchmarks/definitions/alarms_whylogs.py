"""How often whylogs' KS calls a feature drifted that has not changed, by the number of rows on each side."""
import numpy as np
import pandas as pd
import whylogs
from whylogs.viz.drift.column_drift_algorithms import KS, ChiSquare

random = np.random.default_rng(12)
for n, runs in [(200, 500), (1000, 500), (10_000, 300), (100_000, 100)]:
    ks = chi2 = 0
    for _ in range(runs):
        frames = [pd.DataFrame({"x": random.normal(size=n), "c": random.integers(0, 5, n).astype(str)}) for _ in range(2)]
        a, b = (whylogs.log(frame).view() for frame in frames)
        ks += KS().calculate(b.get_column("x"), a.get_column("x"), with_thresholds=True).drift_category == "DRIFT"
        chi2 += ChiSquare().calculate(b.get_column("c"), a.get_column("c"), with_thresholds=True).drift_category == "DRIFT"
    print(n, f"KS {100 * ks / runs:.1f} %", f"chi-square {100 * chi2 / runs:.1f} %", flush=True)
