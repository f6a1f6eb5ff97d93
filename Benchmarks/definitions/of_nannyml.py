"""NannyML's drift methods, the current year as one chunk, and CBPE on the second half of the reference."""
import warnings

import nannyml
import pandas as pd
from samples import CATEGORIES, NUMBERS, load
from sklearn.metrics import accuracy_score, roc_auc_score

warnings.filterwarnings("ignore")
reference, current = load()
print("nannyml", nannyml.__version__)
for column in CATEGORIES:
    for frame in (reference, current):
        frame[column] = frame[column].astype("category")
calculator = nannyml.UnivariateDriftCalculator(
    column_names=NUMBERS + CATEGORIES, chunk_size=len(current),
    continuous_methods=["kolmogorov_smirnov", "jensen_shannon", "wasserstein", "hellinger"],
    categorical_methods=["chi2", "jensen_shannon", "l_infinity", "hellinger"])
calculator.fit(reference)
last = calculator.calculate(current).filter(period="analysis").to_df().iloc[-1]
for column, method, field in last.index:
    if field == "value":
        print(f"{column:24}{method:24}{last[column, method, field]:.6g}")

half = len(reference) // 2
known, unknown = reference.iloc[:half], reference.iloc[half:]
estimator = nannyml.CBPE(
    problem_type="classification_binary", y_pred="prediction", y_pred_proba="predicted_probability", y_true="employed",
    metrics=["roc_auc", "accuracy", "f1"], chunk_size=len(unknown))
estimate = estimator.fit(known).estimate(unknown).filter(period="analysis").to_df().iloc[-1]
for metric in ["roc_auc", "accuracy", "f1"]:
    print(f"CBPE {metric:20}{estimate[metric, 'value']:.6g}")
print(f"realised roc_auc {roc_auc_score(unknown['employed'], unknown['predicted_probability']):.6g} "
      f"accuracy {accuracy_score(unknown['employed'], unknown['prediction']):.6g}")
