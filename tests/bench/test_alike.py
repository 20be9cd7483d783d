"""The figure that the bench prints of two rows of times."""

import pytest

from bench.alike import auc


@pytest.mark.parametrize(
    ("nobodys", "others", "expected"),
    [
        ([1.0, 2.0], [3.0, 4.0], 1.0),
        ([3.0, 4.0], [1.0, 2.0], 0.0),
        ([1.0, 2.0], [1.0, 2.0], 0.5),
        ([1.0, 2.0, 3.0, 4.0], [2.5], 0.5),
        ([1.0, 1.0], [1.0, 2.0], 0.75),
    ],
)
def test_auc_is_how_often_the_others_took_longer(nobodys: list[float], others: list[float], expected: float) -> None:
    assert auc(nobodys, others) == expected
