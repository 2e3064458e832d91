"""Enterprises: valid codes, the sectors of the sources, plants with their substances."""

from __future__ import annotations

from collections import Counter

import pytest
from stdnum.cn import uscc

from anlan.demonstration.generator.divisions import SEED_COUNTIES
from anlan.demonstration.generator.identifiers import credit_code, telephone
from anlan.demonstration.generator.tables import chemicals, sectors


@pytest.mark.parametrize("name", tuple(SEED_COUNTIES))
def test_credit_codes_pass_the_check_of_gb_32100(county_named, name):
    county = county_named(name)

    for enterprise in county.enterprises:
        assert uscc.validate(enterprise.key) == enterprise.key
        assert enterprise.key[2:8] == county.code[:6]
        assert enterprise.key[8:11] == "DEM"


def test_numbers_are_written_the_same_every_time():
    assert uscc.is_valid(credit_code("330825000000", 99999))
    assert telephone(1) == "00010000001"


def test_the_sectors_have_the_shares_of_the_table(longyou):
    counted = Counter(e.sector for e in longyou.enterprises)

    for row in sectors().values():
        extra = 1 if row["code"] == "chemical_organic" else 0
        assert counted[row["code"]] == int(row["count"]) + extra
        assert row["source"]
        assert len(row["industry_code"]) == 4


def test_risk_levels_have_few_reds_and_many_yellows(longyou):
    counted = Counter(e.risk_level for e in longyou.enterprises)

    assert set(counted) == {1, 2, 3, 4}
    assert 0.02 < counted[1] / 600 < 0.12
    assert counted[3] > counted[2] > counted[1]


def test_the_flagship_holds_chlorine_and_ammonia_above_their_thresholds(longyou):
    flagship = longyou.enterprises[0]
    held: Counter[str] = Counter()
    for holding in longyou.holdings:
        if holding.enterprise == longyou.flagship:
            held[holding.cas] += holding.quantity_t
    thresholds = {
        c.cas: c.values["threshold_t"].value for c in longyou.chemicals if "threshold_t" in c.values
    }

    assert flagship.key == longyou.flagship and flagship.name == "演示龙游精细化工一厂"
    assert flagship.is_major_hazard and flagship.risk_level == 1
    assert held["7782-50-5"] > thresholds["7782-50-5"]
    assert held["7664-41-7"] > thresholds["7664-41-7"]
    assert {"67-56-1", "71-43-2", "1333-74-0", "68476-85-7", "74-82-8"} <= set(held)


def test_a_major_hazard_is_said_by_the_quantities(longyou):
    marked = {e.key for e in longyou.enterprises if e.is_major_hazard}
    chlorine = {
        h.enterprise for h in longyou.holdings if h.cas == "7782-50-5" and h.design_quantity_t >= 5
    }

    assert chlorine <= marked
    assert 5 <= len(marked) <= 60


def test_plants_that_hold_ammonia_for_cooling_are_named_so(longyou):
    sectors = {e.key: e.sector for e in longyou.enterprises}
    cooled = {sectors[h.enterprise] for h in longyou.holdings if h.role == "refrigerant"}

    assert cooled == {"ammonia_cold"}


def test_no_vessel_holds_more_than_it_was_built_for(longyou):
    assert all(0 < h.quantity_t <= h.design_quantity_t for h in longyou.holdings)


def test_the_catalogue_says_where_every_number_comes_from():
    catalogue = chemicals()

    assert len(catalogue) >= 40
    assert len({c.cas for c in catalogue}) == len(catalogue)
    for chemical in catalogue:
        digits = chemical.cas.replace("-", "")
        total = sum(int(d) * n for n, d in enumerate(reversed(digits[:-1]), 1))
        assert total % 10 == int(digits[-1]), chemical.cas
        assert chemical.first_actions and chemical.hazards
        assert all(value.source for value in chemical.values.values())
        if "lel_percent" in chemical.values:
            assert chemical.values["lel_percent"].value < chemical.values["uel_percent"].value


def test_limits_of_law_and_standard_stay_unverified():
    for chemical in chemicals():
        for name, value in chemical.values.items():
            if name.startswith("oel_") or name in {"threshold_t", "idlh_ppm"}:
                assert not value.is_verified
