"""Writes the benchmark's files: seeded, so that everybody measures the same rows. Files that exist are kept.

usage: generate.py FOLDER CASE...      with CASE of evaluate, fairness, drift-1m, drift-10m, wide
"""
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

ROW_GROUP = 1_000_000
CATEGORIES = [3, 8, 20, 100]


def category(codes, names):
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int8)), pa.array(names))


def write(path, schema_rows, make, row_group=ROW_GROUP):
    """Writes `schema_rows` rows in groups that `make(rows)` gives; a file that is there is complete."""
    if path.exists():
        return
    partial = path.with_suffix(".partial")
    writer, written = None, 0
    while written < schema_rows:
        table = make(min(row_group, schema_rows - written))
        writer = writer or pq.ParquetWriter(partial, table.schema)
        writer.write_table(table, row_group_size=row_group)
        written += table.num_rows
    writer.close()
    partial.rename(path)
    print(f"{path.name}: {schema_rows:,} rows, {path.stat().st_size / 1e6:,.0f} MB", flush=True)


def evaluate(folder):
    """A score, a label and two slices with 12 values in all."""
    random = np.random.default_rng(1)

    def make(rows):
        logit = random.normal(-1, 1.5, rows)
        region, segment = random.integers(0, 8, rows), random.integers(0, 4, rows)
        # The model is a little too sure of itself, and worse in some slices.
        label = random.random(rows) < 1 / (1 + np.exp(-0.85 * logit - 0.1 * (region % 3)))
        return pa.table({
            "score": 1 / (1 + np.exp(-logit)),
            "label": label.astype(np.int8),
            "region": category(region, [f"region {i}" for i in range(8)]),
            "segment": category(segment, [f"segment {i}" for i in range(4)]),
        })

    write(folder / "evaluate.parquet", 10_000_000, make)


def number(random, column, rows, shift):
    """One of eight shapes; every fourth column drifts when `shift` is not 0."""
    drift = shift if column % 4 == 0 else 0.0
    match column % 8:
        case 0: return random.normal(10 + drift, 3, rows)
        case 1: return random.lognormal(1, 0.8, rows)
        case 2: return random.gamma(2, 5, rows)
        case 3: return random.random(rows)
        case 4: return np.round(random.exponential(1 + 0.3 * drift, rows), 2)
        case 5: return random.poisson(6, rows).astype(float)
        case 6: return random.standard_t(4, rows)
        case _: return np.where(random.random(rows) < 0.3, 0.0, random.normal(5, 1, rows))


def drift(folder, rows, suffix):
    """A reference and a current file of 16 numeric and 4 categorical columns, 1 % of column n03 missing."""
    for name, seed, shift in [("reference", 2, 0.0), ("current", 3, 0.8)]:
        random = np.random.default_rng(seed)

        def make(rows):
            columns = {f"n{c:02d}": number(random, c, rows, shift) for c in range(16)}
            columns["n03"] = pa.array(columns["n03"], mask=random.random(rows) < 0.01)
            for c, size in enumerate(CATEGORIES):
                tilt = 1 + (shift if c == 1 else 0) * np.arange(size) / size
                codes = random.choice(size, rows, p=tilt / tilt.sum())
                columns[f"c{c:02d}"] = category(codes, [f"category {i:02d}" for i in range(size)])
            return pa.table(columns)

        write(folder / f"{name}-{suffix}.parquet", rows, make)


def fairness(folder):
    """A binary model's answers with two sensitive features."""
    random = np.random.default_rng(4)

    def make(rows):
        sex, race = random.integers(0, 2, rows), random.choice(5, rows, p=[0.6, 0.2, 0.1, 0.07, 0.03])
        score = 1 / (1 + np.exp(-random.normal(-0.3 + 0.2 * sex - 0.1 * race, 1.2, rows)))
        return pa.table({
            "score": score,
            "prediction": (score >= 0.5).astype(np.int8),
            "label": (random.random(rows) < score).astype(np.int8),
            "sex": category(sex, ["female", "male"]),
            "race": category(race, [f"race {i}" for i in range(5)]),
        })

    write(folder / "fairness.parquet", 1_000_000, make)


def wide(folder):
    """3M rows of 1,000 columns, 900 of them with two decimals; made 50,000 rows at a time."""
    for name, seed, shift in [("reference", 5, 0.0), ("current", 6, 0.5)]:
        random = np.random.default_rng(seed)

        def make(rows):
            columns = {}
            for c in range(1_000):
                x = random.standard_normal(rows) + (shift if c % 10 == 1 else 0)
                columns[f"f{c:03d}"] = x if c % 10 == 0 else np.round(x, 2)
            return pa.table(columns)

        write(folder / f"{name}-wide.parquet", 3_000_000, make, row_group=50_000)


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    makers = {
        "evaluate": evaluate, "fairness": fairness, "wide": wide,
        "drift-1m": lambda folder: drift(folder, 1_000_000, "1m"),
        "drift-10m": lambda folder: drift(folder, 10_000_000, "10m"),
    }
    for case in sys.argv[2:]:
        makers[case](target)
