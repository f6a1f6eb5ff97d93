"""The whole path, measured: dw_log_inference → ingest → log (fsync) → counted and visible, on the real programs.

Every event is distinct; counts are verified at the end. The baseline is what one would write without DriftWatch: the same
events as rows, by COPY, into one table of the same kind of Postgres.
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "Tests" / "python"))
from running import OwnPostgres, Platform, wait_until  # noqa: E402

EVENTS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000


def build_sender(directory):
    program = directory / "sender"
    subprocess.run(
        ["cc", "-O2", "-o", program, ROOT / "Benchmarks/end-to-end/sender.c", f"-I{ROOT}/sdk-c/include", f"-L{ROOT}/sdk-c/build",
         "-ldriftwatch", f"-Wl,-rpath,{ROOT}/sdk-c/build"], check=True)
    return program


def send(program, platform, key, deployment, events, rate):
    run = subprocess.run(
        [program, platform.rpc, key, deployment, str(events), str(rate)], capture_output=True, text=True, check=False)
    if run.returncode != 0:
        raise SystemExit(f"the sender failed: {run.stdout}{run.stderr}")
    return json.loads(run.stdout)


def tree(pid):
    """The process and everything below it."""
    children = [child for task in pathlib.Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()]
    return [pid] + [p for child in children for p in tree(int(child))]


def pss(pid):
    """Proportional set size of a process tree, in MB."""
    total = 0
    for process in tree(pid):
        for line in pathlib.Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total / 1024


def cpu_seconds(pid):
    """User and system time of a process tree so far."""
    ticks = 0
    for process in tree(pid):
        fields = pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / 100


def baseline(events):
    """Events a second by COPY of rows into one table, durable at the end."""
    postgres = OwnPostgres()
    postgres.sql("CREATE TABLE events (request_id text, at timestamptz, " + ", ".join(f"f{i} float8" for i in range(8))
                 + ", region text, device text, class text, score float8, latency float8, cohort text)", database="postgres")
    rows = "".join(
        f"req-{i}-{i * 2654435761 % 2**32:08x}\t2026-01-01T00:00:00Z\t" + "\t".join(f"{(i * (f + 7) % 1000003) / 1000003 + f:.15f}" for f in range(8))
        + f"\tNA\tphone\tapprove\t{(i % 99991) / 99991:.15f}\t12.5\tweb\n" for i in range(events))
    start = time.monotonic()
    subprocess.run(["psql", postgres.url(database="postgres"), "-qc", "COPY events FROM STDIN"], input=rows, text=True, check=True)
    seconds = time.monotonic() - start
    postgres.stop()
    return events / seconds


def row(name, value, aim=""):
    print(f"  {name:<58} {value:>22}   {aim}")


def main():
    with tempfile.TemporaryDirectory() as scratch:
        program = build_sender(pathlib.Path(scratch))
        platform = Platform("--log-level", "warning")
        pid = platform.process.process.pid
        wait_until(lambda: platform.api().get("/v1/progress").status == 200, 30, "the platform")
        time.sleep(10)
        idle = pss(pid)
        key = platform.create_project("bench")["key"]
        api = platform.api(key)
        send(program, platform, key, "warm", 20_000, 0)
        wait_until(lambda: api.count("warm") == 20_000, 30, "the warm-up")

        before = cpu_seconds(pid)
        start = time.monotonic()
        full = send(program, platform, key, "full", EVENTS, 0)
        wait_until(lambda: api.count("full") == EVENTS, 120, "all events to be counted")
        processed = time.monotonic() - start
        server_cpu = cpu_seconds(pid) - before
        steady = send(program, platform, key, "steady", 200_000, 10_000)
        wait_until(lambda: api.count("steady") == 200_000, 60, "all events to be counted")
        platform.process.stop()
    copied = baseline(min(EVENTS, 300_000))

    acknowledged_rate = EVENTS / full["acknowledge_seconds"]
    print(f"\nend to end: {EVENTS:,} distinct events, 10 features each, fsync and synchronous_commit on, counts verified\n")
    row("acknowledged events/s", f"{acknowledged_rate:,.0f}", "aim 100,000")
    row("counted and visible events/s", f"{EVENTS / processed:,.0f}", "aim 100,000")
    row("baseline: COPY of rows into one table, events/s", f"{copied:,.0f}")
    row("acknowledged, as a ratio to the baseline", f"{acknowledged_rate / copied:.2f}")
    row("server CPU an event (all services and Postgres)", f"{1e6 * server_cpu / EVENTS:.2f} µs")
    row("sender CPU an event (with making it)", f"{1e6 * full['cpu_seconds'] / EVENTS:.2f} µs")
    row("bytes an event on the wire", f"{full['bytes'] / EVENTS:.0f}")
    for name, result in (("at full speed", full), ("at 10,000/s", steady)):
        calls, waits = result["call_ns"], result["acknowledge_ms"]
        aim = name == "at 10,000/s"
        row(f"dw_log_inference {name}, p50 / p95 / p99", f"{calls['p50']} / {calls['p95']} / {calls['p99']} ns",
            "" if aim else "aim p50 < 500 ns")
        row(f"acknowledgement {name}, p50 / p95 / p99", f"{waits['p50']:.0f} / {waits['p95']:.0f} / {waits['p99']:.0f} ms",
            "aim p95 < 100 ms" if aim else "")
    row("memory of 'driftwatch up' idle, with its Postgres (PSS)", f"{idle:.0f} MB", "aim < 150 MB")


if __name__ == "__main__":
    main()
