"""Five metrics by group for two sensitive features, with fairlearn's MetricFrame."""
import json
import sys

import pandas as pd
from fairlearn.metrics import MetricFrame, false_positive_rate, selection_rate
from sklearn.metrics import accuracy_score, precision_score, recall_score

data, out = sys.argv[1:]
frame = pd.read_parquet(data)
answer = {}
for feature in ["sex", "race"]:
    result = MetricFrame(
        metrics={
            "accuracy": accuracy_score, "precision": precision_score, "recall": recall_score,
            "selection_rate": selection_rate, "false_positive_rate": false_positive_rate,
        },
        y_true=frame["label"], y_pred=frame["prediction"], sensitive_features=frame[feature])
    answer[feature] = {
        "groups": result.by_group.to_dict(orient="index"), "difference": result.difference(method="between_groups").to_dict(),
        "ratio": result.ratio(method="between_groups").to_dict(),
    }
json.dump(answer, open(out, "w"), default=float)
