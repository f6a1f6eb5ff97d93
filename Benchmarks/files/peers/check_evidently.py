"""Evidently's data drift report with its own choice of method a column: normed Wasserstein for numbers, JS for categories."""
import json
import sys
import warnings

import pandas as pd
from evidently import Report
from evidently.presets import DataDriftPreset

warnings.filterwarnings("ignore")
reference, current, out = sys.argv[1:]
report = Report([DataDriftPreset()])
result = report.run(reference_data=pd.read_parquet(reference), current_data=pd.read_parquet(current))
names = {"Wasserstein distance (normed)": "wasserstein_normed", "Jensen-Shannon distance": "js_distance"}
answer = {}
for metric in json.loads(result.json())["metrics"]:
    if column := metric["config"].get("column"):
        method = metric["config"]["method"]
        answer[column] = {names.get(method, method): metric["value"]}
json.dump(answer, open(out, "w"))
