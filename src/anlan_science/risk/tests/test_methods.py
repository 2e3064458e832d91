"""The methods: worked values, monotone, scalar and array alike, outside the scale refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan_science.risk import bands, graham_kinney1980, mes, risk_matrix

METHODS = [
    (risk_matrix.matrix_score, risk_matrix.INFO),
    (graham_kinney1980.danger_score, graham_kinney1980.INFO),
    (mes.degree_score, mes.INFO),
]


@pytest.mark.parametrize(
    ("score", "values", "expected"),
    [
        (risk_matrix.matrix_score, (5, 5), 25),
        (risk_matrix.matrix_score, (3, 4), 12),
        # A punch press without guards: verification/graham_kinney1980/cases.csv.
        (graham_kinney1980.danger_score, (6, 6, 3), 108),
        (graham_kinney1980.danger_score, (6, 6, 7), 252),
        (graham_kinney1980.danger_score, (10, 10, 100), 10_000),
        (graham_kinney1980.danger_score, (0.5, 6, 15), 45),
        (mes.degree_score, (5, 10, 10), 500),
        (mes.degree_score, (1, 3, 4), 12),
    ],
)
def test_worked_values(score, values, expected):
    assert float(score(*values)) == pytest.approx(expected)


@pytest.mark.parametrize(("score", "info"), METHODS)
def test_arrays_and_scalars_agree_and_empty_is_empty(score, info):
    limits = [info.validity[name] for name in info.inputs]
    columns = [np.linspace(low, high, 7) for low, high in limits]

    many = score(*columns)

    assert many.tolist() == [float(score(*row)) for row in zip(*columns, strict=True)]
    assert score(*(np.array([]) for _ in limits)).size == 0


@pytest.mark.parametrize(("score", "info"), METHODS)
def test_a_value_outside_the_scale_or_not_a_number_is_refused(score, info):
    limits = [info.validity[name] for name in info.inputs]
    right = [high for _low, high in limits]
    for index, (low, high) in enumerate(limits):
        for wrong in (low / 2 - 1e-9, high + 1e-6, float("nan")):
            values = [*right[:index], wrong, *right[index + 1 :]]
            with pytest.raises(ValueError, match=info.inputs[index]):
                score(*values)


@given(st.data())
@pytest.mark.parametrize(("score", "info"), METHODS)
def test_a_graver_judgement_never_scores_less(score, info, data):
    limits = [info.validity[name] for name in info.inputs]
    values = [data.draw(st.floats(low, high)) for low, high in limits]
    index = data.draw(st.integers(0, len(limits) - 1))
    graver = [*values]
    graver[index] = data.draw(st.floats(values[index], limits[index][1]))

    assert float(score(*graver)) >= float(score(*values))


@given(st.floats(0, 1000), st.floats(0, 1000))
def test_a_higher_score_never_has_a_lighter_level(one, other):
    low, high = sorted((one, other))
    level = [int(bands.level_of_score(s, 320.0, 160.0, 70.0)) for s in (low, high)]

    assert level[1] <= level[0]


def test_a_limit_belongs_to_the_graver_band_and_limits_descend():
    assert bands.level_of_score(np.array([20, 15, 9, 8.9]), 20, 15, 9).tolist() == [1, 2, 3, 4]
    with pytest.raises(ValueError, match="descend"):
        bands.level_of_score(1.0, 10, 10, 5)
    with pytest.raises(ValueError, match="not a number"):
        bands.level_of_score(float("nan"), 20, 15, 9)
