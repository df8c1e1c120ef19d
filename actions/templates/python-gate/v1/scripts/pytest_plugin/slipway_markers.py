"""Makes the names of the suites known to pytest, so that marks can be checked strictly."""


def pytest_configure(config) -> None:
    for name in ("unit", "integration", "contract", "authorization", "smoke"):
        config.addinivalue_line("markers", f"{name}: a test of the suite {name}")
