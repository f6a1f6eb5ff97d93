"""How often NannyML's rules alarm on chunks without drift: its default (mean + 3 sd of the reference's ten chunks) and χ²'s p < 0.05."""
import warnings

import nannyml
import numpy as np
import pandas as pd

warnings.filterwarnings("ignore")
random = np.random.default_rng(13)
for n, rounds in [(200, 40), (1000, 40), (10_000, 20), (100_000, 2)]:
    alarms = dict.fromkeys(["kolmogorov_smirnov", "jensen_shannon", "chi2"], 0)
    chunks = 0
    for _ in range(rounds):
        a, b = (pd.DataFrame({"x": random.normal(size=10 * n), "c": pd.Categorical(random.integers(0, 5, 10 * n).astype(str))})
                for _ in range(2))
        calculator = nannyml.UnivariateDriftCalculator(
            column_names=["x", "c"], chunk_size=n, continuous_methods=["kolmogorov_smirnov", "jensen_shannon"],
            categorical_methods=["chi2"])
        calculator.fit(a)
        table = calculator.calculate(b).filter(period="analysis").to_df()
        chunks += len(table)
        for column, method in [("x", "kolmogorov_smirnov"), ("x", "jensen_shannon"), ("c", "chi2")]:
            alarms[method] += int(table[column, method, "alert"].sum())
    print(n, {method: f"{100 * count / chunks:.1f} %" for method, count in alarms.items()}, f"of {chunks} chunks", flush=True)
