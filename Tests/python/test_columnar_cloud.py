"""Files in object stores: S3 against moto's server, Google Cloud Storage against gcp-storage-emulator.

Azure's emulator, Azurite, is an npm package and does not run here: abfs:// is not tested.
"""

import os
import pathlib
import signal
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

from running import ROOT, driftwatch, free_port, wait_until

FILE = ROOT / "Tests" / "ColumnarTests" / "Files" / "pq_polars.parquet"


def serve(program, *arguments, port):
    """Starts one of the servers that stand beside this Python, and waits until it answers."""
    process = subprocess.Popen([pathlib.Path(sys.executable).parent / program, *arguments], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, start_new_session=True)

    def answers():
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5)
        except urllib.error.HTTPError:
            pass
        return True

    wait_until(answers, 120, program)
    return process


def stop(process):
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def send(method, url, body=None):
    request = urllib.request.Request(url, method=method, data=body, headers={"Content-Type": "application/octet-stream"})
    urllib.request.urlopen(request, timeout=60).close()


@pytest.fixture(scope="module")
def s3():
    """The environment that leads to a bucket with a file and a folder of two."""
    port = free_port()
    server = serve("moto_server", "-H", "127.0.0.1", "-p", str(port), port=port)
    address = f"http://127.0.0.1:{port}"
    send("PUT", f"{address}/bucket")
    for key in ("one.parquet", "folder/1.parquet", "folder/2.parquet"):
        send("PUT", f"{address}/bucket/{key}", FILE.read_bytes())
    yield {**os.environ, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1",
           "AWS_ENDPOINT_URL": address}
    stop(server)


@pytest.fixture(scope="module")
def gcs():
    """The query that leads to the emulator, which has the same objects."""
    port = free_port()
    server = serve("gcp-storage-emulator", "start", "--host", "127.0.0.1", "--port", str(port), "--in-memory", "--default-bucket", "bucket",
                   port=port)
    for key in ("one.parquet", "folder/1.parquet", "folder/2.parquet"):
        send("POST", f"http://127.0.0.1:{port}/upload/storage/v1/b/bucket/o?uploadType=media&name={key}", FILE.read_bytes())
    yield f"?endpoint_override=127.0.0.1:{port}&scheme=http"
    stop(server)


def shift(data, out, check=True, **keywords):
    return driftwatch("simulate", "mean-shift", "--data", data, "--out", out, "--column", "f64", "--intensity", "1", check=check, **keywords)


@pytest.mark.parametrize("path, rows", [("one.parquet", 253), ("folder", 506), ("folder/*.parquet", 506)])
def test_s3_objects_folders_and_patterns(s3, tmp_path, path, rows):
    assert f": {rows} rows" in shift(f"s3://bucket/{path}", tmp_path / "a.csv", env=s3).stdout
    local = tmp_path / "b.csv"
    shift(FILE, local)
    if rows == 253:
        assert (tmp_path / "a.csv").read_bytes() == local.read_bytes()


def test_s3_takes_what_is_written(s3, tmp_path):
    # moto answers the end of a multipart upload wrongly; small files go in one piece.
    shift(FILE, "s3://bucket/written.parquet?allow_delayed_open=true", env=s3)
    assert ": 253 rows" in shift("s3://bucket/written.parquet", tmp_path / "a.csv", env=s3).stdout


@pytest.mark.parametrize("path", ["bucket/none.parquet", "nowhere/one.parquet", "bucket/none/*.parquet"])
def test_what_is_not_in_s3_is_one_line(s3, tmp_path, path):
    result = shift(f"s3://{path}", tmp_path / "a.csv", check=False, env=s3)
    assert result.returncode == 2 and len(result.stderr.strip().splitlines()) == 1, result.stderr
    assert path in result.stderr


@pytest.mark.parametrize("path, rows", [("one.parquet", 253), ("folder", 506), ("folder/*.parquet", 506)])
def test_google_cloud_storage_objects_folders_and_patterns(gcs, tmp_path, path, rows):
    assert f": {rows} rows" in shift(f"gs://anonymous@bucket/{path}{gcs}", tmp_path / "a.csv").stdout


def test_what_is_not_in_google_cloud_storage_is_one_line(gcs, tmp_path):
    result = shift(f"gs://anonymous@bucket/none.parquet{gcs}", tmp_path / "a.csv", check=False)
    assert result.returncode == 2 and len(result.stderr.strip().splitlines()) == 1
    assert "bucket/none.parquet: there is no such file" in result.stderr


def test_an_unknown_scheme_is_one_line(tmp_path):
    result = shift("ftp://host/a.parquet", tmp_path / "a.csv", check=False)
    assert result.returncode == 2 and "ftp" in result.stderr and len(result.stderr.strip().splitlines()) == 1
