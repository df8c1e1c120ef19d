import pytest


@pytest.mark.slow
@pytest.mark.unit
def test_one():
    assert 1 + 1 == 2
