"""What the tests share: one platform for those that only talk to it."""

import shutil

import pytest
from playwright.sync_api import sync_playwright

import running


@pytest.fixture(scope="session")
def platform():
    platform = running.Platform()
    yield platform
    assert platform.process.stop() == 0, platform.process.text()[-4000:]


@pytest.fixture(scope="session")
def api(platform):
    """REST with a key of a project of these tests."""
    return platform.api()


@pytest.fixture(scope="session")
def browser():
    """One for all: playwright runs once in a process."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()


def pytest_terminal_summary(terminalreporter):
    """Seeds and counts of the tests that are driven by chance."""
    for note in running.notes:
        terminalreporter.write_line(note)
