"""`driftwatch report` and the files that it writes: each form, what is damaged, and the page in a real Chromium."""

import csv
import html.parser
import io
import json
import os
import pty
import re
import subprocess

import pytest
from axe_playwright_python.sync_playwright import Axe

import running
from running import BIN, driftwatch

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
HOSTILE = ["<script>alert(1)</script>", "=1+1", "a|b", "\x1b[31mred", "\u202eevil", 'quo"te', "größe", "年齢"]


def score(value, metric="psi", **members):
    severity = "high" if value >= 0.25 else "medium" if value >= 0.1 else "low"
    return {"value": value, "threshold": 0.1, "threshold_critical": 0.25, "drifted": value >= 0.1, "severity": severity, "n_reference": 1000,
            "n_current": 2000, "state": "ok", "deciding": metric == "psi", "noise_floor": 0.0135} | members


def distribution(index, value):
    shares = [0.1] * 10
    current = [0.1 + value / 10 * (place - 4.5) / 4.5 for place in range(10)]
    if index % 3 == 0:
        return {"type": "categorical", "labels": [f"{place}-<b>" for place in range(10)], "reference": shares, "current": current}
    return {"type": "numeric", "edges": [1, 2, 3, 5, 8, 13, 21, 34, 55], "minimum": 0, "maximum": 90, "reference": shares, "current": current}


def check_document(features, chunks=0):
    """An answer of `check` whose features drift less and less."""
    values = {name: 0.6 * (1 - index / len(features)) ** 2 for index, name in enumerate(features)}
    metrics = {name: {"psi": score(value), "ks": score(value / 2, "ks", p_value=0.003)} for name, value in values.items()}
    none = {"value": None, "severity": None, "drifted": False, "state": "insufficient"}
    drifted = [name for name, value in values.items() if value >= 0.1]
    return {
        "global_status": "WARNING", "drifted_features": drifted, "per_feature_metrics": metrics,
        "dataset": {"features": len(features), "drifted": len(drifted), "share": len(drifted) / len(features), "critical_share": 0.5,
                    "n_reference": 1000, "n_current": 2000, "correction": "benjamini_hochberg", "alpha": 0.05,
                    "metrics": {"domain_classifier": score(0.2, "domain_classifier")}, "importances": {features[0]: 0.7, features[-1]: 0.3},
                    "groups": {"sex=1": {"psi": score(0.02)}, "sex=2": {"psi": score(0.3)}}},
        "quality": {"columns": {name: {"type": "numeric", "missing_reference": 0.0, "missing_current": 0.03} for name in features},
                    "findings": [{"kind": "constant", "column": features[0], "severity": "medium", "message": "has one value"},
                                 {"kind": "duplicates", "severity": "low", "message": "7 rows twice"}]},
        "chunks": [{"start": f"2026-01-{day + 1:02d}T00:00:00Z", "end": f"2026-01-{day + 2:02d}T00:00:00Z", "n": 100 * day, "status": "WARNING",
                    "drifted_features": drifted[:2], "confirmed": day > 1, "per_feature_metrics": {
                        name: {"psi": score(values[name]) | (none if day == 0 else {})} for name in features[:30]}} for day in range(chunks)],
        "timestamps": {"created": "2026-11-21T13:00:00Z"}, "model_version": "v5 <b>", "reference_data_hash": "dw1:00", "production_data_hash": "dw1:01",
        "distributions": {name: distribution(index, value) for index, (name, value) in enumerate(values.items())}, "notes": ["a note with <b>"],
    }


def evaluation_document():
    metrics = {"roc_auc": 0.81, "accuracy": 0.77, "log_loss": None}
    return {
        "task": "binary", "n": 5000, "metrics": metrics, "intervals": {"roc_auc": {"low": 0.79, "high": 0.83, "level": 0.95, "method": "delong"}},
        "slices": [{"slice": name, "n": 100 + index, "metrics": {"roc_auc": 0.7 + index / 100, "accuracy": None}} for index, name in enumerate(HOSTILE)],
        "fairness": {"sex": {"metrics": {"demographic_parity_difference": 0.1}, "intervals": {}, "smallest_group": 100, "groups": {
            "1": {"n": 100, "metrics": {"selection_rate": 0.4}}, "<b>": {"n": 200, "metrics": {"selection_rate": 0.5}}}}},
        "reliability": [{"lower": bin / 10, "upper": (bin + 1) / 10, "n": 10 * bin, "confidence": bin / 10 + 0.05 if bin else None,
                         "accuracy": bin / 10 if bin else None} for bin in range(10)], "notes": [],
    }


DOCUMENTS = {
    "check": check_document([f"feature_{index}" for index in range(12)] + HOSTILE, chunks=4), "evaluation": evaluation_document(),
    "wide": check_document([f"feature_{index:04d}" for index in range(1000)]), "one": check_document(["only"]),
    "many": check_document([f"feature_{index:04d}" for index in range(50)]),
}


@pytest.fixture(scope="session")
def directory():
    directory = running.scratch("dw-reports-")
    for name, document in DOCUMENTS.items():
        (directory / f"{name}.json").write_text(json.dumps(document))
        driftwatch("report", "--in", directory / f"{name}.json", "--out", directory / f"{name}.html")
    return directory


class Pages:
    """Opens pages of files; at the end nothing may have been asked of anyone, and nothing complained."""

    def __init__(self, browser, directory):
        self.browser, self.directory, self.trouble, self.contexts = browser, directory, [], []

    def open(self, name, width=1280, **options):
        context = self.browser.new_context(viewport={"width": width, "height": 900}, **options)
        self.contexts.append(context)
        context.set_default_timeout(90_000)
        page = context.new_page()
        page.on("console", lambda message: self.trouble.append(message.text))
        page.on("pageerror", lambda error: self.trouble.append(str(error)))
        page.on("dialog", lambda dialog: self.trouble.append(dialog.message))
        page.on("request", lambda request: request.url.startswith("file:") or self.trouble.append(request.url))
        page.goto(f"file://{self.directory}/{name}.html")
        return page


@pytest.fixture
def pages(browser, directory):
    pages = Pages(browser, directory)
    yield pages
    for context in pages.contexts:
        context.close()
    assert not pages.trouble, pages.trouble


@pytest.mark.parametrize("name", DOCUMENTS)
def test_json_of_json_is_the_same_document(directory, name):
    text = driftwatch("report", "--in", directory / f"{name}.json", "--format", "json").stdout
    assert json.loads(text) == without_none(DOCUMENTS[name], json.loads(text))
    (directory / "again.json").write_text(text)
    assert driftwatch("report", "--in", directory / "again.json", "--format", "json").stdout == text


def without_none(document, answer):
    """The document with the members that the answer spells out as null."""
    if isinstance(document, dict) and isinstance(answer, dict):
        return {name: None if name not in document and answer[name] is None else without_none(document.get(name), answer[name]) for name in answer}
    if isinstance(document, list) and isinstance(answer, list) and len(document) == len(answer):
        return [without_none(*pair) for pair in zip(document, answer)]
    return document


def test_standard_input_and_output_serve_as_files(directory):
    text = (directory / "check.json").read_text()
    result = subprocess.run([BIN / "driftwatch", "report", "--in", "-"], input=text, capture_output=True, text=True, timeout=120)
    assert result.returncode == 0 and result.stdout.splitlines()[0].split()[1] == "WARNING" and not result.stderr


def test_a_files_ending_says_its_format_and_the_option_wins(directory):
    for ending, beginning in {"md": "## ", "csv": "scope,", "html": "<!doctype html>", "json": "{"}.items():
        driftwatch("report", "--in", directory / "check.json", "--out", directory / f"ending.{ending}")
        assert (directory / f"ending.{ending}").read_text().startswith(beginning)
    driftwatch("report", "--in", directory / "check.json", "--format", "csv", "--out", directory / "wins.html")
    assert (directory / "wins.html").read_text().startswith("scope,")
    assert [one for one in os.listdir(directory) if one.startswith((".", "ending.html."))] == [], "no half-written file is left"


@pytest.mark.parametrize("text, message", [
    ("", "is not JSON"), ("{\"a\": nonsense}", "is not JSON"), ("{}", "is not an answer of"), ("[]", "is not an answer of"),
    ("{\"global_status\": \"OK\"}", "is missing"), ("{\"task\": 1}", "task: is not a text"),
])
def test_a_foreign_document_is_one_line_and_status_2(directory, text, message):
    (directory / "foreign.json").write_text(text)
    result = driftwatch("report", "--in", directory / "foreign.json", check=False)
    assert result.returncode == 2 and not result.stdout
    assert result.stderr.count("\n") == 1 and "foreign.json" in result.stderr and message in result.stderr, result.stderr


def test_damage_is_said_with_its_place(directory):
    document = json.loads(json.dumps(DOCUMENTS["check"]))
    document["per_feature_metrics"]["feature_1"]["psi"]["n_current"] = "many"
    (directory / "damaged.json").write_text(json.dumps(document))
    result = driftwatch("report", "--in", directory / "damaged.json", check=False)
    assert result.returncode == 2
    assert "damaged.json: per_feature_metrics.feature_1.psi.n_current: is not a whole number" in result.stderr


def test_what_cannot_be_read_or_written_is_one_line_and_status_2(directory):
    for arguments in (["--in", directory / "none.json"], ["--in", directory], ["--in", directory / "one.json", "--out", directory / "no" / "x.html"],
                      ["--in", directory / "one.json", "--out", directory], ["--in", directory / "one.json", "--format", "pdf"]):
        result = driftwatch("report", *arguments, check=False)
        assert result.returncode == 2 and not result.stdout, arguments
        assert result.stderr.strip() and "Traceback" not in result.stderr
    assert driftwatch("report", "--in", directory / "one.json", "--out", "/dev/null").stdout == ""
    assert not os.path.isfile("/dev/null")


def test_csv_has_a_line_for_each_feature_and_metric_and_no_formula(directory):
    text = driftwatch("report", "--in", directory / "check.json", "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    features = [row for row in rows if row["scope"] == "feature"]
    document = DOCUMENTS["check"]["per_feature_metrics"]
    assert len(features) == sum(len(metrics) for metrics in document.values())
    assert float(features[0]["value"]) == max(metrics["psi"]["value"] for metrics in document.values())
    assert not [row for row in rows if row["feature"].startswith(("=", "+", "-", "@"))]
    assert "\x1b" not in text


class Tags(html.parser.HTMLParser):
    """The tags that a parser finds in what a renderer of Markdown would pass on."""

    def __init__(self, text):
        super().__init__()
        self.tags = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)


def test_markdown_holds_no_html_of_names_and_fits_a_comment(directory):
    for name in DOCUMENTS:
        text = driftwatch("report", "--in", directory / f"{name}.json", "--format", "markdown").stdout
        assert set(Tags(text).tags) <= {"details", "summary"} and len(text) < 65_536
        assert "\x1b" not in text and "\u202e" not in text


def terminal(arguments, columns, environment):
    """What a command writes to a terminal of that width."""
    pid, descriptor = pty.fork()
    if pid == 0:
        os.system(f"stty cols {columns}")
        os.execve(BIN / "driftwatch", ["driftwatch", *map(str, arguments)], {"PATH": os.environ["PATH"], **environment})
    data = b""
    while True:
        try:
            part = os.read(descriptor, 65536)
        except OSError:  # the terminal is gone with its process
            break
        if not part:
            break
        data += part
    os.waitpid(pid, 0)
    os.close(descriptor)
    return data.decode()


def test_a_terminal_gets_its_width_its_colours_and_its_alphabet(directory):
    arguments = ["report", "--in", directory / "wide.json"]
    for columns in (60, 80, 120):
        text = terminal(arguments, columns, {"LANG": "C.UTF-8"})
        assert "\x1b[" in text and "█" in text or columns < 80
        plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
        assert max(map(len, plain.splitlines())) <= columns
        if columns == 120:
            assert max(map(len, plain.splitlines())) > 80
    assert "\x1b" not in terminal(arguments, 80, {"LANG": "C.UTF-8", "NO_COLOR": "1"})
    assert "\x1b" not in terminal(arguments, 80, {"LANG": "C.UTF-8", "TERM": "dumb"})
    assert terminal(["report", "--in", directory / "check.json"], 80, {"LC_ALL": "C"}).isascii()
    assert "\x1b" not in driftwatch("report", "--in", directory / "wide.json").stdout


def test_help_and_completions_name_the_formats():
    assert "markdown" in driftwatch("report", "--help").stdout
    for shell in ("bash", "zsh", "fish"):
        script = driftwatch("--generate-completion-script", shell).stdout
        assert "markdown" in script and "report" in script


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["check", "evaluation", "one"])
def test_axe_finds_nothing(pages, name, scheme):
    page = pages.open(name, color_scheme=scheme)
    for are_open in (False, True):
        page.evaluate("(open) => document.querySelectorAll('details').forEach((one) => { one.open = open })", are_open)
        axe_finds_nothing(page, f"{name}, {scheme}")


def test_axe_finds_nothing_on_a_narrow_or_a_wide_page(pages):
    axe_finds_nothing(pages.open("check", width=360, color_scheme="light"), "narrow")
    axe_finds_nothing(pages.open("check", contrast="more", color_scheme="dark"), "contrast")
    axe_finds_nothing(pages.open("many", color_scheme="light"), "folded features")


def axe_finds_nothing(page, name):
    answer = Axe().run(page, options={"runOnly": WCAG}).response
    assert len(answer["passes"]) > 10, f"{name}: axe looked at next to nothing"
    faults = [(fault["id"], fault["help"], fault["nodes"][0]["html"][:200]) for fault in answer["violations"]]
    assert not faults, f"{name}: {faults}"


@pytest.mark.parametrize("width", [360, 800, 1280])
def test_a_page_never_scrolls_sideways(pages, width):
    for name in ("check", "evaluation", "one"):
        page = pages.open(name, width=width)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name


def test_the_page_says_what_the_document_says(pages):
    page = pages.open("check")
    document = DOCUMENTS["check"]
    assert page.locator("h1").inner_text() == "Some drift"
    rows = page.locator("details.f")
    assert rows.count() == len(document["per_feature_metrics"])
    assert rows.first.locator(".name").inner_text() == "feature_0" and "0.600" in rows.first.inner_text()
    names = rows.evaluate_all("(rows) => rows.map((row) => row.querySelector('.name').textContent)")
    assert "<script>alert(1)</script>" in names and "a|b" in names and "年齢" in names and "\\u{1b}[31mred" in names
    first = rows.first
    first.locator("summary").get_by_text("Table of this picture").click()
    assert "10.0%" in first.locator(".bins table").inner_text()


def test_everything_can_be_done_with_the_keyboard(pages):
    page = pages.open("check")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('details.f > summary')")
    was_open = page.evaluate("document.activeElement.parentElement.open")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.parentElement.open") != was_open


def test_a_thousand_features_can_be_filtered_and_linked_to(pages):
    page = pages.open("wide")
    assert os.path.getsize(pages.directory / "wide.html") < 5_000_000
    page.get_by_label("Filter by name").fill("feature_0999")
    assert page.get_by_role("status").inner_text() == "1 of 1000"
    assert page.locator("details.f:visible").count() == 1
    page.goto(page.url + "#f900")
    page.get_by_label("Filter by name").fill("")
    assert page.locator("#f900").evaluate("(row) => row.open")


def test_without_scripts_all_is_there(pages):
    page = pages.open("wide", java_script_enabled=False)
    assert page.locator("details.f").count() == 1000
    page.locator("details.rest > summary").click()
    assert page.locator("details.f").last.is_visible()


@pytest.mark.parametrize("scheme, ground", [("light", "rgb(244, 245, 247)"), ("dark", "rgb(13, 17, 23)")])
def test_colours_follow_the_machine(pages, scheme, ground):
    page = pages.open("one", color_scheme=scheme)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == ground
