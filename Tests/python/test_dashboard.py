"""The dashboard in a real Chromium on the demo's data: it says what the API says, to everybody, and by itself."""

import csv
import datetime
import io
import os
import urllib.parse

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

import running
from running import wait_until

THEMES = ["light", "dark", "contrast"]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
DRIFT = ["psi", "ks", "js_distance"]
VIEWS = ["overview", "week", "number", "category", "score", "events", "event", "unknown"]


@pytest.fixture(scope="session")
def address():
    """Where the demo's dashboard is, with its key: a running one's (DRIFTWATCH_DEMO_URL), or one started for these tests."""
    if url := os.environ.get("DRIFTWATCH_DEMO_URL"):
        yield url
        return
    directory = running.scratch("dw-dashboard-")
    demo = running.Process("driftwatch", ["demo", "--http-listen", "127.0.0.1:0", "--rpc-listen", "127.0.0.1:0"], directory).start()
    yield demo.wait_for(r"^ *dashboard: +(http://\S+#key=\S+)", timeout=300).group(1)
    demo.stop()


@pytest.fixture(scope="session")
def origin(address):
    return address.split("/#")[0].rstrip("/")


@pytest.fixture(scope="session")
def api(address, origin):
    return running.Api(origin, urllib.parse.parse_qs(urllib.parse.urlsplit(address).fragment)["key"][0])


@pytest.fixture(scope="session")
def deployment(api):
    """The one that the page shows first: it has the newest event."""
    answer = wait_until(lambda: api.get("/v1/deployments").json["deployments"], what="a deployment")
    return max(answer, key=lambda one: one["last_event_at"] or "")


class Pages:
    """Opens pages and watches what goes wrong on them."""

    def __init__(self, browser, address, origin):
        self.browser, self.address, self.origin = browser, address, origin
        self.contexts, self.trouble, self.requests, self.are_failures_meant = [], [], [], False

    def open(self, query="", theme="light", width=1440, signed_in=True, **options):
        context = self.browser.new_context(viewport={"width": width, "height": 900}, **options)
        self.contexts.append(context)
        context.set_default_timeout(60_000)
        if theme:
            context.add_init_script(f"localStorage.getItem('driftwatch.theme') || localStorage.setItem('driftwatch.theme', '{theme}')")
        context.add_init_script(
            "addEventListener('securitypolicyviolation', (e) => console.error('policy', e.violatedDirective, e.blockedURI))")
        page = context.new_page()
        page.on("console", lambda message: self.trouble.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.trouble.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))
        key = self.address.split("#")[1] if signed_in else ""
        page.goto(f"{self.origin}/{'?' + query if query else ''}#{key}")
        if signed_in:
            page.locator("main").wait_for()
        return page

    def close(self):
        for context in self.contexts:
            context.close()  # again for some: that does nothing
        assert self.are_failures_meant or not self.trouble, self.trouble
        outside = [url for url in self.requests if not url.startswith((self.origin, "blob:", "data:"))]
        assert not outside, outside


@pytest.fixture
def pages(browser, address, origin):
    pages = Pages(browser, address, origin)
    yield pages
    pages.close()


def loaded(page):
    """Waits until no panel of the page loads any more."""
    page.locator(".panel, .headline").first.wait_for()
    expect(page.locator(".skeleton, [aria-busy=true]")).to_have_count(0, timeout=90_000)
    return page


def views(deployment, api):
    """Every view by name, as a query of the address."""
    features = [one["feature"] for one in drift_of(api, deployment["id"])["features"]]
    numeric = next(one["name"] for one in deployment["features"] if one["type"] == "number")
    category = next(one["name"] for one in deployment["features"] if one["type"] == "category")
    event = api.get("/v1/events", deployment_id=deployment["id"], limit=1).json["events"][0]["request_id"]
    assert numeric in features and category in features
    queries = ["", "range=7d", f"feature={numeric}", f"feature={category}", "feature=__score__", "view=events",
               "view=events&" + urllib.parse.urlencode({"event": event}), "deployment=no-such"]
    return dict(zip(VIEWS, queries, strict=True))


def drift_of(api, deployment_id, **query):
    return api.get("/v1/metrics/drift", deployment_id=deployment_id, window="24h", **query).json


def tile(page, name):
    return page.locator(f"[data-tile={name}] .tile-value").inner_text()


def panel(page, title):
    return page.get_by_role("region", name=title, exact=True)


def table_rows(table):
    """The exact values of a table's body: `data` and `time` elements carry them."""
    return table.evaluate(
        """(table) => [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell) => {
            const exact = cell.querySelector('data, time')
            const text = exact ? exact.value ?? exact.dateTime : cell.textContent
            return text === '–' ? '' : text
        }))""")


def csv_rows(page, title):
    with page.expect_download() as download:
        panel(page, title).get_by_role("button", name=f"CSV of {title}").click()
    with open(download.value.path(), newline="") as file:
        return list(csv.reader(io.StringIO(file.read())))


def plain(value):
    """A value of the API as a script writes it, so that all its digits count."""
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else value if isinstance(value, str) else repr(value)


def is_same(one, other):
    try:
        return float(one) == float(other)
    except ValueError:
        return one == other


def same_rows(one, other):
    return len(one) == len(other) and all(len(a) == len(b) and all(map(is_same, a, b)) for a, b in zip(one, other))


def test_the_key_leaves_the_address_bar_and_stays_in_the_tab(pages):
    page = loaded(pages.open())
    assert "key" not in page.url and "dw_" not in page.url
    assert "dw_" in page.evaluate("sessionStorage.getItem('driftwatch.session')")
    page.reload()
    page.locator(".headline").wait_for()
    assert not [url for url in pages.requests if "dw_" in url.split("#")[0]]


def test_without_a_key_it_asks_for_one_and_says_what_is_wrong_with_it(pages, api):
    page = pages.open(signed_in=False)
    pages.are_failures_meant = True  # the browser itself logs the answer 401
    page.get_by_label("API key").fill("nonsense")
    page.get_by_role("button", name="Open").click()
    assert "begins with dw_" in page.get_by_role("alert").inner_text()
    page.get_by_label("API key").fill("dw_" + "x" * 40)
    page.get_by_role("button", name="Open").click()
    page.get_by_text("does not know this key").wait_for()
    page.get_by_label("API key").fill(api.key)
    page.get_by_label("API key").press("Enter")
    page.locator(".headline").wait_for()


def test_the_headline_is_the_apis(pages, api, deployment):
    page = loaded(pages.open())

    def agrees():
        drift = drift_of(api, deployment["id"])
        features = [one for one in drift["features"] if not one["feature"].startswith("__")]
        said = page.locator(".verdict strong").all_inner_texts()
        return (page.locator(".verdict").get_attribute("data-status") == drift["status"] and tile(page, "events") == f"{drift['count']:,}"
                and said == [str(sum(one["drifted"] for one in features)), str(len(features))])

    wait_until(agrees, 60, "the headline to agree with the API")
    assert len(deployment["features"]) >= 10
    reference = deployment["reference"]
    assert tile(page, "reference") == f"version {reference['version']}"


def test_every_feature_has_the_apis_scores_and_a_verdict_in_words(pages, api, deployment):
    page = loaded(pages.open())

    def agrees():
        rows = {}
        for row in page.locator("[data-feature]").all():
            rows[row.get_attribute("data-feature")] = [
                [one.get_attribute("value") for one in row.locator("data").all()], row.locator(".mark").inner_text()]
        words = {"low": "Stable", "medium": "Warning", "high": "Critical"}
        for one in drift_of(api, deployment["id"])["features"]:
            scores = [one["metrics"][name]["value"] for name in DRIFT if one["metrics"].get(name, {}).get("state") == "ok"]
            shown, word = rows.pop(one["feature"])
            if word != words[one["severity"]] or not same_rows([shown[:-1]], [list(map(plain, scores))]):
                return False
        return not rows

    wait_until(agrees, 60, "the table to agree with the API")


def test_a_slice_and_a_range_change_what_is_asked_and_stand_in_the_address(pages, api, deployment):
    page = loaded(pages.open())
    page.get_by_role("button", name="6h").click()
    assert "range=6h" in page.url
    for slice in deployment["slices"][:1]:
        page.get_by_label("Slice").select_option(slice)
        assert urllib.parse.urlencode({"slice": slice}) in page.url
    loaded(page)
    sliced = deployment["slices"][0] if deployment["slices"] else ""
    wait_until(
        lambda: tile(page, "events") == f"{api.get('/v1/metrics/drift', deployment_id=deployment['id'], window='6h', slice=sliced).json['count']:,}",
        40, "the slice's count")
    before = page.url
    page.reload()
    loaded(page)
    assert page.url == before
    page.go_back()
    assert page.get_by_role("button", name="6h" if deployment["slices"] else "24h").get_attribute("aria-pressed") == "true"


def test_chart_table_and_csv_are_the_apis_numbers(pages, api, deployment):
    feature = next(one["name"] for one in deployment["features"] if one["type"] == "number")
    page = loaded(pages.open(urllib.parse.urlencode({"feature": feature})))
    panel(page, "Drift over time").get_by_role("button", name="Table of").click()
    table = panel(page, "Drift over time").locator("table")

    def agrees():
        answer = api.get("/v1/metrics/query", metric="psi", feature=feature, deployment_id=deployment["id"], window="24h", step="1h").json
        wanted = [[point["ts"], *(plain(point.get(name)) for name in ("value", "count", "state", "severity", "noise_floor"))] for point in answer["series"]]
        header, *rows = csv_rows(page, "Drift over time")
        assert header == ["ts", "psi", "count", "state", "severity", "noise_floor"]
        return len(wanted) > 10 and same_rows(rows, wanted) and same_rows(table_rows(table), wanted)

    wait_until(agrees, 60, "chart, table and CSV to agree with the API")
    panel(page, "Drift over time").get_by_role("button", name="Table of").click()
    chart = panel(page, "Drift over time").get_by_role("slider")
    chart.focus()
    chart.press("Home")
    first = csv_rows(page, "Drift over time")[1]
    chart.focus()
    said = set()
    for _ in range(30):
        said.add(chart.get_attribute("aria-valuetext").split(": ", 1)[1])
        chart.press("ArrowRight")
    shown = f"PSI {float(first[1]):.3f}" if first[1] else "PSI too few events"
    assert any(text.startswith(shown) or (first[1] and float(first[1]) < 0.0005 and "<0.001" in text) for text in said), (first, said)


def test_a_distribution_is_the_apis(pages, api, deployment):
    page = loaded(pages.open("feature=__score__"))
    panel(page, "Distribution").get_by_role("button", name="Table of").click()

    def agrees():
        bins = api.get("/v1/metrics/distribution", deployment_id=deployment["id"], feature="__score__", window="24h", bins=200).json["bins"]
        wanted = [[plain(one["reference"]), plain(one["current"])] for one in bins]
        rows = [row[2:] for row in csv_rows(page, "Distribution")[1:]]
        return len(wanted) > 5 and same_rows(rows, wanted) and same_rows([row[2:] for row in table_rows(panel(page, "Distribution").locator("table"))], wanted)

    wait_until(agrees, 60, "the distribution to agree with the API")


def test_latency_is_shown_where_events_carry_it_and_its_absence_is_said(pages, api, deployment):
    page = loaded(pages.open())
    total = api.total(deployment["id"], "latency_p95")
    if total["state"] == "ok":
        assert panel(page, "Latency").get_by_role("slider").is_visible()
    else:
        assert panel(page, "Latency").get_by_text("No latency in these events").is_visible()
        assert tile(page, "latency") == "–"


def axe_finds_nothing(page, name):
    """In all three themes: they differ by the palette alone, which the page's root names."""
    for theme in THEMES:
        page.evaluate("(theme) => { document.documentElement.dataset.theme = theme }", theme)
        answer = Axe().run(page, options={"runOnly": WCAG}).response
        assert len(answer["passes"]) > 10, f"{name}: axe looked at next to nothing"
        faults = [(fault["id"], fault["help"], fault["nodes"][0]["html"][:200]) for fault in answer["violations"]]
        assert not faults, f"{theme}, {name}: {faults}"


def test_axe_finds_nothing_on_the_form(pages):
    axe_finds_nothing(pages.open(signed_in=False), "sign-in")


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_on_any_view_in_any_theme(pages, api, deployment, view):
    page = loaded(pages.open(views(deployment, api)[view]))
    axe_finds_nothing(page, view)
    if view == "number":  # all panels share one table
        for button in page.get_by_role("button", name="Table of").all():
            button.click()
        axe_finds_nothing(page, f"{view} as tables")


def test_themes_follow_the_machine_and_a_choice_is_kept(pages):
    assert pages.open(theme=None, color_scheme="dark").evaluate("document.documentElement.dataset.theme") == "dark"
    assert pages.open(theme=None, contrast="more").evaluate("document.documentElement.dataset.theme") == "contrast"
    page = pages.open(theme=None, color_scheme="light")
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    page.get_by_label("Theme").select_option("dark")
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_everything_can_be_done_with_the_keyboard(pages, deployment):
    page = loaded(pages.open())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('[aria-label=Range]') !== null"), "the skip link leads to the content"
    heat = panel(page, "Drift over time").get_by_role("slider")
    heat.focus()
    before = heat.get_attribute("aria-valuetext")
    heat.press("ArrowDown")
    heat.press("ArrowLeft")
    feature, rest = heat.get_attribute("aria-valuetext").split(", ", 1)
    assert before.split(", ", 1)[0] != feature and ":" in rest
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid", "the focus can be seen"
    heat.press("Enter")
    page.get_by_role("heading", level=1, name=feature).wait_for()
    loaded(page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('.view').contains(document.activeElement)"), "the focus goes on within the new view"
    page.get_by_role("link", name="Events", exact=True).press("Enter")
    first = page.locator(".events-table tbody th a").first
    first.press("Enter")
    page.get_by_role("dialog").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    assert page.evaluate("document.activeElement.closest('.events-table') !== null"), "the focus returns to where it was"


def test_sorting_by_a_column_says_so_and_orders_the_rows(pages):
    page = loaded(pages.open())
    table = page.locator(".drift-table")
    table.get_by_role("button", name="JS").click()
    assert table.locator("th[aria-sort=descending]").inner_text().startswith("JS")
    scores = [float(one) for one in table.evaluate("(t) => [...t.tBodies[0].rows].map((r) => r.cells[4].querySelector('data')?.value ?? -1)")]
    assert scores == sorted(scores, reverse=True) and len(scores) > 5
    table.get_by_role("button", name="Feature").click()
    names = [name.lower() for name in table.locator("tbody th a").all_inner_texts()]
    assert names == sorted(names)


def test_an_event_shows_all_that_it_carried(pages, api, deployment):
    event = api.get("/v1/events", deployment_id=deployment["id"], limit=1).json["events"][0]
    page = loaded(pages.open("view=events&" + urllib.parse.urlencode({"event": event["request_id"]})))
    dialog = page.get_by_role("dialog")
    assert dialog.get_by_role("heading", level=2).inner_text() == event["request_id"]
    shown = dict(table_rows(dialog.locator("table")))
    assert set(shown) == set(event["features"]) and len(shown) >= 10
    assert event["timestamp"] in dialog.locator(".facts").inner_text()
    for name in list(event["features"])[:1]:
        dialog.get_by_role("link", name=name, exact=True).click()
        page.get_by_role("heading", level=1, name=name).wait_for()


def test_new_events_appear_by_themselves(pages, api, deployment):
    page = loaded(pages.open())
    example = api.get("/v1/events", deployment_id=deployment["id"], limit=1).json["events"][0]
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    names = [f"dashboard-{now}-{index}" for index in range(3)]
    events = [{**{name: example[name] for name in ("deployment_id", "model_version", "features", "prediction")}, "request_id": name, "timestamp": now}
              for name in names]
    assert api.post("/v1/ingest/metrics", events).status == 200
    for name in names:
        page.locator(f"[data-request='{name}']").wait_for(timeout=60_000)
    wait_until(lambda: tile(page, "events") == f"{drift_of(api, deployment['id'])['count']:,}", 30, "the count")
    live = page.locator(".live").inner_text()
    assert live.startswith("live") and "updated" in live


def test_a_failure_is_said_and_the_old_picture_stays(pages):
    page = loaded(pages.open())
    pages.are_failures_meant = True  # the browser itself logs what cannot be reached
    before = tile(page, "reference"), page.locator("[data-feature]").count()
    page.route("**/v1/**", lambda route: route.abort())
    banner = page.get_by_role("alert")
    banner.wait_for(timeout=60_000)
    assert "does not answer" in banner.inner_text() and "What you see is from" in banner.inner_text()
    assert (tile(page, "reference"), page.locator("[data-feature]").count()) == before
    page.unroute("**/v1/**")
    banner.get_by_role("button", name="Try now").click()
    banner.wait_for(state="detached", timeout=60_000)


def test_a_refusal_is_shown_in_the_gateways_words(pages):
    page = loaded(pages.open())
    pages.are_failures_meant = True
    detail = "the log is behind by four minutes; wait for it"
    page.route("**/v1/**", lambda route: route.fulfill(
        status=503, content_type="application/problem+json", json={"type": "about:blank", "title": "unavailable", "status": 503, "detail": detail}))
    page.get_by_role("alert").wait_for(timeout=60_000)
    assert detail in page.get_by_role("alert").inner_text().lower()


def test_a_hidden_page_asks_nothing(pages):
    page = loaded(pages.open())
    page.evaluate("Object.defineProperty(document, 'hidden', { value: true, configurable: true }); document.dispatchEvent(new Event('visibilitychange'))")
    asked = -1
    while asked < len(pages.requests):  # what is on the way may end
        asked = len(pages.requests)
        page.wait_for_timeout(4000)
    page.wait_for_timeout(4000)
    assert len(pages.requests) == asked
    assert page.locator(".live").inner_text().startswith("paused")
    page.evaluate("Object.defineProperty(document, 'hidden', { value: false, configurable: true }); document.dispatchEvent(new Event('visibilitychange'))")
    wait_until(lambda: page.wait_for_timeout(200) or len(pages.requests) > asked, 30, "the page to go on")


@pytest.mark.parametrize("width", [360, 768])
def test_narrow_screens_need_no_horizontal_scrolling(pages, api, deployment, width):
    for name, query in views(deployment, api).items():
        page = loaded(pages.open(query, width=width))
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        page.context.close()
