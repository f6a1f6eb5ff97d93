"""The data on which docs/statistics.md compares definitions: examples/employment, 2015 against 2018."""
from pathlib import Path

import pandas as pd

FOLDER = Path(__file__).parents[2] / "examples" / "employment"
NUMBERS = ["AGEP", "predicted_probability"]
CATEGORIES = ["SCHL", "MAR", "SEX"]


def load():
    """Reference (68,785 rows) and current (70,131 rows)."""
    reference = pd.read_parquet(FOLDER / "reference.parquet")
    current = pd.read_parquet(FOLDER / "production.parquet").query("year == 2018")
    for frame in (reference, current):
        for column in CATEGORIES:
            frame[column] = frame[column].astype(str)
    return reference.reset_index(drop=True), current.reset_index(drop=True)
