"""NannyML's univariate drift with Kolmogorov-Smirnov and χ² alone, the whole of the current file as one chunk."""
import json
import sys
import warnings

import nannyml
import pandas as pd

warnings.filterwarnings("ignore")
reference, current, out = sys.argv[1:]
a, b = pd.read_parquet(reference), pd.read_parquet(current)
calculator = nannyml.UnivariateDriftCalculator(
    column_names=list(a.columns), chunk_size=len(b),
    continuous_methods=["kolmogorov_smirnov"], categorical_methods=["chi2"])
calculator.fit(a)
last = calculator.calculate(b).filter(period="analysis").to_df().iloc[-1]
names = {"kolmogorov_smirnov": "ks", "chi2": "chi2"}
answer = {column: {names[method]: float(last[column, method, "value"])}
          for column, method, field in last.index if field == "value"}
json.dump(answer, open(out, "w"))
