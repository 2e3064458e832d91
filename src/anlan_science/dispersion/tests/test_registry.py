"""The registry knows every model by its exact identifier; a verified model has a table of cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from anlan_science.dispersion import britter_mcquaid1988
from anlan_science.registry import (
    Caveats,
    UnknownModel,
    get_model,
    list_models,
    note,
)

PACKAGE = Path(__file__).resolve().parents[2]
OWN = ("dispersion", "sources")


def test_models_are_found_by_exact_identifier_and_quantity():
    assert get_model("britter_mcquaid1988") is britter_mcquaid1988.INFO
    with pytest.raises(UnknownModel):
        get_model("britter_mcquaid")
    ids = [model.id for model in list_models()]
    assert ids == sorted(ids) and len(ids) == len(set(ids))
    assert {"gaussian_plume", "liquid_orifice"} <= set(ids)
    dense = ["britter_mcquaid1988", "ermak1990"]
    assert [model.id for model in list_models("dense gas")] == dense


def test_a_model_that_does_not_reach_the_conditions_is_left_out():
    assert list_models("dense gas", wind_speed=5.0)
    assert not list_models("dense gas", wind_speed=25.0)


@pytest.mark.parametrize("folder", OWN)
def test_a_verified_model_has_a_table_of_cases_with_its_provenance(folder):
    base = PACKAGE / folder
    modules = {path.stem: path.read_text(encoding="utf-8") for path in base.glob("*.py")}
    verified = [name for name, text in modules.items() if 'status="verified"' in text]

    assert verified
    for name in verified:
        table = base / "tests/verification" / name / "cases.csv"
        text = table.read_text(encoding="utf-8")
        assert text.startswith("# source"), table
        assert "# produced_by:" in text and "# tolerance:" in text, table


def test_a_caveat_is_collected_once():
    caveats = Caveats()
    for _ in range(2):
        note(caveats, "model", "x", "too small")

    assert [str(caveat) for caveat in caveats] == ["model: x too small"]


def test_nothing_here_knows_the_server():
    for folder in OWN:
        for path in (PACKAGE / folder).glob("*.py"):
            text = path.read_text(encoding="utf-8")
            assert "django" not in text and "from anlan." not in text, path
