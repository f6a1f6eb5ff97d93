"""The demo as a newcomer runs it: the summary agrees with itself, the exit status says so, and nothing stays behind."""

import re
import subprocess
import pathlib

from running import BIN, driftwatch, free_port


def run(*arguments):
    return subprocess.run(
        [BIN / "driftwatch", "demo", "--once", "--http-listen", f"127.0.0.1:{free_port()}", "--rpc-listen", "127.0.0.1:0", *arguments],
        capture_output=True, text=True, timeout=300)


def test_sent_acknowledged_and_stored_are_equal_and_scores_are_those_of_the_files():
    result = run()
    assert result.returncode == 0, result.stdout + result.stderr
    counts = {name: int(re.search(rf"^  {name} +([\d,]+)", result.stdout, re.M).group(1).replace(",", ""))
              for name in ("sent", "acknowledged", "stored")}
    assert set(counts.values()) == {208_892}
    assert float(re.search(r"they differ by (\S+) at the most", result.stdout).group(1)) <= 1e-12
    assert re.search(r"^dashboard: http://127\.0\.0\.1:\d+/#key=dw_\w{40}$", result.stdout, re.M)
    assert len(re.findall(r"^  \w+ +\d\.\d{4}", result.stdout, re.M)) == 18
    folder = re.search(r"starting the platform in (\S+)", result.stdout).group(1)
    assert not pathlib.Path(folder).exists()


def test_an_example_that_is_not_there_is_one_line_and_status_2(tmp_path):
    result = run("--data", str(tmp_path))
    assert result.returncode == 2
    assert len(result.stderr.strip().splitlines()) == 1 and "there is no such file" in result.stderr


def test_wrong_usage_has_status_2():
    assert driftwatch("demo", "--no-such-flag", check=False).returncode == 2
    assert driftwatch("no-such-command", check=False).returncode == 2
    assert driftwatch("--help").stdout.startswith("OVERVIEW")
