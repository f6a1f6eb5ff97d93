"""What the tests share: one platform for those that only talk to it."""

import pytest

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


def pytest_terminal_summary(terminalreporter):
    """Seeds and counts of the tests that are driven by chance."""
    for note in running.notes:
        terminalreporter.write_line(note)
