"""How often Evidently's rules call a feature drifted that has not (or hardly) changed, by the number of rows on each side."""
import sys
import warnings

import numpy as np
import pandas as pd
from evidently.legacy.calculations import stattests
from evidently.legacy.calculations.stattests.registry import get_stattest
from evidently.legacy.core import ColumnType

warnings.filterwarnings("ignore")
random = np.random.default_rng(11)
for n, runs in [(200, 1000), (1000, 1000), (10_000, 500), (100_000, 200)]:
    counts = dict.fromkeys(["ks, none", "ks, 0.05 sd", "psi, none", "default, none", "default, 0.05 sd", "chisquare, none"], 0)
    for _ in range(runs):
        a, b = pd.Series(random.normal(size=n)), pd.Series(random.normal(size=n))
        c, d = (pd.Series(random.integers(0, 5, n).astype(str)) for _ in range(2))
        number, category = ColumnType.Numerical, ColumnType.Categorical
        default = get_stattest(a, b, number, None)
        counts["ks, none"] += stattests.ks_stat_test(a, b, number, None).drifted
        counts["ks, 0.05 sd"] += stattests.ks_stat_test(a, b + 0.05, number, None).drifted
        counts["psi, none"] += stattests.psi_stat_test(a, b, number, None).drifted
        counts["default, none"] += default(a, b, number, None).drifted
        counts["default, 0.05 sd"] += default(a, b + 0.05, number, None).drifted
        counts["chisquare, none"] += stattests.chi_stat_test(c, d, category, None).drifted
    print(n, default.name, {name: f"{100 * count / runs:.1f} %" for name, count in counts.items()}, flush=True)
