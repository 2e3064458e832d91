"""Models beside the reference data: published numbers are met, no score has become worse."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan_science.registry import list_models
from anlan_science.validation import report
from anlan_science.validation.data import Data, DataMissing, reference_data
from anlan_science.validation.measures import Finding, scores, validated, verified
from anlan_science.validation.scores import SCORES, scores_of
from anlan_science.validation.tests.reference import reference

QUICK = [check for check in report.CHECKS if check not in report.SLOW]
positive = st.lists(st.floats(1e-3, 1e3), min_size=1, max_size=30)


@pytest.fixture(scope="module")
def findings():
    return report.run_checks(reference(), QUICK)


def test_every_published_number_is_reproduced(findings):
    checked = [each for each in findings if each.is_verification]

    assert len(checked) > 30
    assert not [each for each in checked if each.missed]


def test_the_scores_shown_beside_results_are_those_of_this_package(findings):
    # `make verify` writes them; a change of a model that changes a score must run it again.
    kept = json.loads(SCORES.read_text(encoding="utf-8"))
    for model, entries in json.loads(report.to_scores(findings)).items():
        assert all(entry in kept[model] for entry in entries), model


def test_the_default_of_dense_gas_keeps_the_accepted_limits_over_all_trials():
    (kept,) = (
        each
        for each in scores_of("britter_mcquaid1988")
        if each["points"] == 27 and "equal temperatures" in each["note"]
    )
    assert kept["metrics"]["fac2"] >= 0.5
    assert 0.7 <= kept["metrics"]["mg"] <= 1.3
    assert kept["verdict"] == "within limits"


def test_the_report_is_the_same_every_time_and_names_what_is_missing(findings):
    # Slow experiments are left out here; the words and tables are the same.
    made = report.Report(findings, ())
    text = report.to_markdown(made)

    assert text == report.to_markdown(report.Report(report.run_checks(reference(), QUICK), ()))
    assert "Written by `make verify`" in text
    for folder, _tests, missing in report.UNCOVERED:
        assert folder in text and missing in text
    for info in list_models():
        if info.status == "unverified":
            assert f"| `{info.id}` |" in text


def test_the_committed_report_holds_every_finding_and_folder(findings):
    page = Path(__file__).resolve().parents[4] / "docs/models/validation.md"
    text = page.read_text(encoding="utf-8")

    for each in findings:
        assert each.experiment in text and each.quantity in text
    for folder in reference().root.iterdir():
        if folder.name in FOLDERS:
            assert folder.name in text, folder.name


FOLDERS = {
    "dispersion-oracles", "blast-curves", "probit-oracles", "fwi-cffdrs", "lng-field-dispersion",
    "fire-experiments", "hydrogen-experiments", "flood-analytic", "flood-merewether-2007",
    "evacuation-bottleneck", "facility-pmedian", "gb18218-2018", "chem-safety",
}  # fmt: skip


def test_missing_data_is_said_with_its_place(tmp_path):
    with pytest.raises(DataMissing, match="ANLAN_REFERENCE_DATA"):
        report.run_checks(Data(tmp_path / "none"))
    with pytest.raises(DataMissing, match="sigma_ccps.csv"):
        report.run_checks(Data(tmp_path))


def test_the_folder_may_be_named_or_stands_beside_the_project(monkeypatch, tmp_path):
    monkeypatch.delenv("ANLAN_REFERENCE_DATA", raising=False)
    assert reference_data().root.parts[-2:] == ("shared", "data")
    monkeypatch.setenv("ANLAN_REFERENCE_DATA", str(tmp_path))
    assert reference_data().root == tmp_path
    assert reference_data("elsewhere").root == Path("elsewhere")


@given(positive)
def test_a_perfect_model_has_perfect_scores(observed):
    found = scores(observed, observed)
    assert (found["fac2"], found["mg"], found["vg"], found["fb"]) == (1.0, 1.0, 1.0, 0.0)
    assert found["max_factor"] == 1.0


@given(positive, st.floats(1.01, 10.0))
def test_a_constant_factor_is_seen_as_bias(observed, factor):
    found = scores(observed, np.multiply(observed, factor))
    assert found["mg"] == pytest.approx(1 / factor)
    assert found["vg"] == pytest.approx(np.exp(np.log(factor) ** 2))
    assert found["max_factor"] == pytest.approx(factor)
    assert found["fac2"] == float(factor <= 2.0)
    assert found["fb"] == pytest.approx(2 * (1 - factor) / (1 + factor))


def test_what_is_outside_is_named():
    over = validated("f", "e", "q", ("m",), [1.0, 1.0], [3.0, 3.0])
    assert set(over.missed) == {"fac2", "mg", "vg", "fb"}
    assert over.verdict.startswith("outside: ")
    wrong = verified("f", "e", "q", ("m",), [1.0, 2.0], [1.0, 2.1], 0.01)
    assert wrong.missed == ("error",)
    assert wrong.metrics["error"] == pytest.approx(0.05)
    assert "m: e" in report.Report((wrong,), ()).faults[0]
    assert verified("f", "e", "q", (), [1.0], [np.nan], 1.0).missed == ("error",)
    assert Finding("f", "e", "q", (), 1, {"bias": 1.0}, {}).verdict == "no accepted limits"


def test_the_dense_gas_along_its_way_keeps_the_limits_but_for_its_scatter():
    (kept,) = (each for each in scores_of("ermak1990") if each["points"] == 42)
    assert kept["metrics"]["fac2"] >= 0.5
    assert 0.7 <= kept["metrics"]["mg"] <= 1.3
    assert kept["verdict"] == "outside: vg"
