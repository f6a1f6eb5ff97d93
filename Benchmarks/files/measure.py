"""Runs DriftWatch and its peers on the same files as whole processes and prints what each took, the ratios, and whether answers agree.

usage: measure.py quick|full FOLDER DRIFTWATCH SKETCH_BENCH
Wall time is the clock's, CPU time and peak memory are the kernel's (wait4), from start to exit with the reading of the files and
the loading of libraries. Only the standard library is imported here: a child's peak memory begins with its parent's.
"""
import json
import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from answers import difference

HERE = Path(__file__).parent


@dataclass
class Peer:
    """A program of peers/, run by the Python of one environment. `compare` names what both answers should agree in."""
    name: str
    program: str
    environment: str = "numpy"
    compare: str = ""


@dataclass
class Case:
    name: str
    ours: list
    peers: list
    inputs: list = field(default_factory=list)
    only_full: bool = False


def cases(data, driftwatch, sketch_bench):
    def check(rows):
        return [driftwatch, "check", "--ref", data / f"reference-{rows}.parquet", "--prod", data / f"current-{rows}.parquet",
                "--methods", "psi,kl,js,ks,wasserstein,chi2", "--format", "json", "--fail-on", "never", "--out"]

    def pair(rows):
        return [data / f"reference-{rows}.parquet", data / f"current-{rows}.parquet"]

    binary = [driftwatch, "evaluate", "--task", "binary", "--label", "label", "--score", "score", "--format", "json", "--data"]
    return [
        Case("evaluate 10M rows, 12 slices",
             [*binary, data / "evaluate.parquet", "--slice", "region", "--slice", "segment",
              "--metrics", "accuracy,precision,recall,f1,roc_auc,pr_auc,log_loss,brier,ece", "--out"],
             [Peer("scikit-learn", "evaluate_sklearn.py", compare="evaluate"),
              Peer("polars", "evaluate_polars.py", compare="evaluate"),
              Peer("numpy, by hand", "evaluate_numpy.py", compare="evaluate"),
              Peer("reading alone", "evaluate_read.py")],
             [data / "evaluate.parquet"]),
        Case("check 1M × 20", check("1m"),
             [Peer("Evidently", "check_evidently.py", "evidently", compare="check"),
              Peer("scipy, six statistics", "check_scipy.py", compare="check"),
              Peer("NannyML, KS and χ²", "check_nannyml.py", "nannyml", compare="check")],
             pair("1m")),
        Case("check 10M × 20", check("10m"), [Peer("scipy, six statistics", "check_scipy.py", compare="check")], pair("10m"),
             only_full=True),
        Case("check 3M × 1,000", check("wide"), [], pair("wide"), only_full=True),
        Case("profile 1M × 20", [driftwatch, "profile", "--data", data / "reference-1m.parquet", "--out"],
             [Peer("whylogs", "profile_whylogs.py", "whylogs")], [data / "reference-1m.parquet"]),
        Case("fairness 1M rows, 2 features",
             [*binary, data / "fairness.parquet", "--group", "sex", "--group", "race", "--metrics",
              "accuracy,precision,recall,selection_rate,false_positive_rate", "--out"],
             [Peer("fairlearn", "fairness_fairlearn.py", compare="fairness")], [data / "fairness.parquet"]),
        Case("KLL, 10M values from an array", [sketch_bench],
             [Peer("DataSketches", "sketch_datasketches.py", compare="sketch")]),  # times itself: the processes make the values too
    ]


def run(command):
    """Wall seconds, CPU seconds, peak megabytes of one process."""
    environment = os.environ | {"WHYLOGS_NO_ANALYTICS": "True", "NML_DISABLE_USAGE_LOGGING": "1", "DO_NOT_TRACK": "1"}
    start = time.perf_counter()
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        last = errors.decode(errors="replace").strip().splitlines() or ["no message"]
        raise RuntimeError(f"exit {process.returncode}: {last[-1]}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def measure(command, repeats):
    runs = [run(command) for _ in range(repeats)]
    wall, cpu, peak = (statistics.median(values) for values in zip(*runs))
    return {"wall_s": round(wall, 3), "cpu_s": round(cpu, 3), "peak_mb": round(peak), "runs": repeats}


def warm(files):
    for file in files:
        with open(file, "rb") as stream:
            while stream.read(1 << 24):
                pass


def measure_case(case, data, repeats):
    """Our row, then the peers', each with its ratio to ours."""
    warm(case.inputs)
    print(f"\n{case.name}", flush=True)
    rows, ours = [], data / "ours.json"
    programs = [("driftwatch", [*case.ours, ours], None)]
    for peer in case.peers:
        python = data.parent / "venvs" / peer.environment / "bin" / "python"
        answer = data / f"{Path(peer.program).stem}.json"
        programs.append((peer.name, [python, HERE / "peers" / peer.program, *case.inputs, answer], (peer, answer)))
    for name, command, peer in programs:
        row = {"case": case.name, "program": name}
        try:
            row |= measure(command, repeats)
            if peer and "cpu_s" in rows[0]:
                row |= {"wall_ratio": round(row["wall_s"] / max(rows[0]["wall_s"], 1e-3), 1),
                        "cpu_ratio": round(row["cpu_s"] / max(rows[0]["cpu_s"], 1e-3), 1)}
                if peer[0].compare:
                    row |= difference(peer[0].compare, ours, peer[1])
        except (RuntimeError, OSError, KeyError, ValueError) as error:
            row["failed"] = f"{type(error).__name__}: {error}"
        rows.append(row)
        show(row)
    return rows


def show(row):
    if "cpu_s" not in row:
        print(f"  {row['program']:<24} failed: {row['failed']}", flush=True)
        return
    line = f"  {row['program']:<24} {row['wall_s']:>9.2f} s {row['cpu_s']:>9.2f} CPU s {row['peak_mb']:>7,} MB"
    if "cpu_ratio" in row and "ns_peer" not in row:
        line += f"   wall ×{row['wall_ratio']:g}, CPU ×{row['cpu_ratio']:g}"
    if "note" in row:
        line += f"   {row['note']}"
    if "failed" in row:
        line += f"   not compared: {row['failed']}"
    print(line, flush=True)


def main():
    mode, folder, driftwatch, sketch_bench = sys.argv[1:]
    data = Path(folder).resolve() / "data"
    repeats = 3 if mode == "full" else 1
    results = []
    for case in cases(data, driftwatch, sketch_bench):
        if all(file.exists() for file in case.inputs) and (mode == "full" or not case.only_full):
            results += measure_case(case, data, repeats)
    out = Path(folder) / "results.json"
    out.write_text(json.dumps(results, indent=1, ensure_ascii=False))
    print(f"\nwritten: {out}")
    return 1 if any("failed" in row for row in results) else 0


if __name__ == "__main__":
    sys.exit(main())
