"""How often `driftwatch check` calls a column drifted that has not (or hardly) changed, by the number of rows on each side.

usage: alarms_driftwatch.py DRIFTWATCH
"""
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

COLUMNS = 20


def tables(random, n, shift):
    """Twenty normal columns, or twenty of five categories where `shift` is None."""
    def column(moved):
        if shift is None:
            return pa.array(random.integers(0, 5, n).astype(str)).dictionary_encode()
        return random.normal(size=n) + moved
    return [pa.table({f"x{i:02d}": column(moved) for i in range(COLUMNS)}) for moved in (0.0, shift or 0.0)]


def drifted(driftwatch, folder, files, *flags):
    for name, table in zip(("reference", "current"), files):
        pq.write_table(table, folder / f"{name}.parquet")
    out = folder / "answer.json"
    subprocess.run([driftwatch, "check", "--ref", folder / "reference.parquet", "--prod", folder / "current.parquet", *flags,
                    "--format", "json", "--fail-on", "never", "--out", out], check=True)
    return len(json.loads(out.read_text())["drifted_features"])


def main():
    driftwatch = sys.argv[1]
    random = np.random.default_rng(14)
    cases = {
        "default, none": (0.0, ()), "default, 0.05 sd": (0.05, ()),
        "ks, none": (0.0, ("--methods", "ks")), "ks uncorrected, none": (0.0, ("--methods", "ks", "--correction", "none")),
        "ks, 0.05 sd": (0.05, ("--methods", "ks")), "psi, none": (0.0, ("--methods", "psi")),
        "psi, 0.05 sd": (0.05, ("--methods", "psi")), "chi2, none": (None, ("--methods", "chi2")),
    }
    with tempfile.TemporaryDirectory() as name:
        for n, rounds in [(200, 50), (1000, 20), (10_000, 10), (100_000, 5)]:
            shares = {case: 100 * sum(drifted(driftwatch, Path(name), tables(random, n, shift), *flags) for _ in range(rounds))
                      / (rounds * COLUMNS) for case, (shift, flags) in cases.items()}
            print(n, {case: f"{share:.1f} %" for case, share in shares.items()}, flush=True)


if __name__ == "__main__":
    main()
