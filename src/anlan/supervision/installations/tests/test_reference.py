"""The tables that come with the platform, row by row."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from anlan.kernel.actor import system_actor
from anlan.kernel.errors import InvalidInput, NotPermitted
from anlan.kernel.testing import assert_audited
from anlan.supervision.installations import reference
from anlan.supervision.installations.choices import StandardTable
from anlan.supervision.installations.models import DutyRule, StandardValue
from anlan.supervision.installations.selectors.standard import read_tables
from anlan.supervision.installations.services.standard import confirm_value
from anlan_science.risk import gb18218_2018

SHARED = Path(__file__).resolve().parents[6] / "shared/data/gb18218-2018"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="the shared data is not here")


def shared(name):
    with (SHARED / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@needs_shared
def test_table_1_agrees_with_the_shared_copy_row_by_row():
    ours = reference.read_rows("table1_substances.csv")

    assert [(r["number"], r["name"], r["cas"], float(r["threshold_t"])) for r in ours] == [
        (r["no"], r["name"], r["cas"], float(r["threshold_t"]))
        for r in shared("table1_named_chemicals.csv")
    ]


@needs_shared
def test_tables_2_to_6_agree_with_the_shared_copy_row_by_row():
    classes = reference.read_rows("table2_classes.csv")
    assert [(r["symbol"], float(r["threshold_t"]), float(r["beta"])) for r in classes] == [
        (r["symbol"], float(r["threshold_t"]), float(r["beta"]))
        for r in shared("table2_table4_classes.csv")
    ]
    gases = reference.read_rows("table3_gases.csv")
    assert [(r["cas"], float(r["beta"])) for r in gases] == [
        (r["cas"], float(r["beta"])) for r in shared("table3_beta_toxic_gases.csv")
    ]
    steps = reference.read_rows("table5_exposure.csv")
    assert [(r["persons_min"], float(r["alpha"])) for r in steps] == [
        (r["min"], float(r["alpha"])) for r in shared("table5_alpha_exposed_persons.csv")
    ]
    levels = reference.read_rows("table6_levels.csv")
    assert [(r["name"], r["condition"]) for r in levels] == [
        (r["level"], r["R"]) for r in shared("table6_levels.csv")
    ]


def test_tables_5_and_6_agree_with_the_numerics(tables):
    found = read_tables()

    assert tuple(sorted(found.steps)) == tuple(sorted(gb18218_2018.EXPOSURE_STEPS))
    assert sorted(found.bounds) == sorted(gb18218_2018.LEVEL_BOUNDS)


def test_every_row_says_where_it_comes_from_and_only_law_texts_are_verified(tables):
    rows = StandardValue.objects.all()

    assert rows.filter(table="1").count() == 85
    assert rows.filter(table="2").count() == 24
    assert rows.filter(table="3").count() == 14
    assert not rows.filter(clause="").exists()
    assert list(rows.filter(is_verified=True).values_list("code", flat=True)) == [
        "assessment_validity"
    ]
    for row in rows.filter(table=StandardTable.CLASSIFICATION):
        assert rows.filter(table="2", symbol=row.symbol).exists(), row
    assert DutyRule.objects.filter(is_verified=True).count() == 0


def test_a_confirmed_value_keeps_its_number_when_the_tables_are_loaded_again(tables, officer, cast):
    value = StandardValue.objects.get(table="1", code="33")
    version = read_tables().version

    with pytest.raises(InvalidInput):
        confirm_value(value_id=value.pk, citation=" ", actor=officer)
    with pytest.raises(InvalidInput):
        confirm_value(value_id=value.pk, citation="原文", actor=officer, alpha=2.0)
    with pytest.raises(NotPermitted):
        confirm_value(value_id=value.pk, citation="原文", actor=cast.zhao)
    confirm_value(value_id=value.pk, citation="GB 18218-2018 第3页", actor=officer, threshold_t=0.6)
    reference.load(system_actor("test"))

    value.refresh_from_db()
    assert value.is_verified
    assert value.threshold_t == 0.6
    assert read_tables().version != version
    assert_audited("installations.value.confirmed", value, by=officer)
