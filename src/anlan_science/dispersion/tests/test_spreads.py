"""Published spreads, wind and stability: the tables of the sources are reproduced."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan_science.dispersion import (
    bakkum_duijm2005,
    briggs1973,
    ccps1999_puff,
    epa1995_isc3,
    pasquill1961,
    turner1964,
    turner1970,
)
from anlan_science.dispersion.sigma_sets import SETS, UnknownSigmaSet, get_sigma_set, spreads
from anlan_science.dispersion.stability import CLASSES, UnknownClass
from anlan_science.dispersion.tests.cases import cases
from anlan_science.registry import Caveats, InvalidInput, OutOfValidity, ValidityWarning
from anlan_science.validation.air import check_spreads
from anlan_science.validation.tests.reference import reference


def value(row, key):
    return float(row[key])


@pytest.mark.parametrize("row", cases("briggs1973"))
def test_briggs_is_reproduced(row):
    caveats = Caveats()
    arguments = (value(row, "x_m"), row["stability"], row["terrain"], caveats)

    assert briggs1973.sigma_y(*arguments) == pytest.approx(value(row, "sigma_y_m"), rel=1e-9)
    assert briggs1973.sigma_z(*arguments) == pytest.approx(value(row, "sigma_z_m"), rel=1e-9)
    assert [caveat.name for caveat in caveats] == ["x"]


@pytest.mark.parametrize("row", cases("epa1995_isc3"))
def test_isc3_is_reproduced(row):
    tolerance = {"abs": 0.06} if row["origin"] == "printed" else {"rel": 1e-6}
    for name, function in (
        ("sigma_y_m", epa1995_isc3.sigma_y),
        ("sigma_z_m", epa1995_isc3.sigma_z),
    ):
        if row[name]:
            found = float(function(value(row, "x_m"), row["stability"], Caveats()))
            assert found == pytest.approx(value(row, name), **tolerance)


@pytest.mark.parametrize("row", cases("ccps1999_puff"))
def test_ccps_puff_is_reproduced(row):
    x, stability = value(row, "x_m"), row["stability"]

    assert ccps1999_puff.sigma_y(x, stability) == pytest.approx(value(row, "sigma_y_m"), rel=1e-6)
    assert ccps1999_puff.sigma_z(x, stability) == pytest.approx(value(row, "sigma_z_m"), rel=1e-6)


def test_shared_spreads_and_wind_agree():
    findings = list(check_spreads(reference()))

    assert [finding.points for finding in findings] == [24, 12, 24, 12]
    assert not [finding for finding in findings if finding.missed]


@pytest.mark.parametrize(
    ("stability", "across", "vertical"),
    [
        ("A", 0.6170244776546403, 0.3299295029728027),
        ("B", 0.43445506897745934, 0.2685541668129271),
        ("C", 0.24613414407041376, 0.2545468210566936),
        ("D", 0.15096247150079659, 0.2297247262425074),
        ("E", 0.11551744100090941, 0.1713537324266559),
        ("F", 0.07661871086795012, 0.135591567342651),
    ],
)
def test_yellow_book_agrees_with_another_code(stability, across, vertical):
    # GasDispersion.jl 27ac300, test/utils/tno_tests.jl, at 1.2 m
    model = bakkum_duijm2005
    assert model.sigma_y(1.2, stability, Caveats()) == pytest.approx(across, rel=1e-9)
    assert model.sigma_y_puff(1.2, stability, Caveats()) == pytest.approx(across / 2, rel=1e-9)
    assert model.sigma_z(1.2, stability, Caveats()) == pytest.approx(vertical, rel=1e-9)


@settings(max_examples=40, deadline=None)
@given(
    set_id=st.sampled_from(sorted(SETS)),
    stability=st.sampled_from(CLASSES),
    x=st.floats(120, 2800),
    step=st.floats(1.05, 3),
)
def test_spreads_are_positive_and_grow_with_distance(set_id, stability, x, step):
    kind = SETS[set_id].kind
    near = spreads(set_id, kind, x, stability, Caveats())
    far = spreads(set_id, kind, x * step, stability, Caveats())

    assert all(one > 0 for one in near)
    for one, other in zip(near, far, strict=True):
        assert one < other or other == epa1995_isc3.LARGEST_SIGMA_Z


@pytest.mark.parametrize("set_id", SETS)
def test_unstable_air_spreads_a_cloud_wider_than_stable_air(set_id):
    kind = SETS[set_id].kind
    widths = [float(spreads(set_id, kind, 1000.0, each)[1]) for each in CLASSES]

    assert widths == sorted(widths, reverse=True)


@pytest.mark.parametrize("set_id", SETS)
def test_scalars_arrays_and_empty_arrays_agree_and_nan_is_refused(set_id):
    chosen = SETS[set_id]
    x = np.array([150.0, 800.0, 5000.0])
    for function in (chosen.along, chosen.across, chosen.vertical):
        many = function(x, "D")
        assert many.tolist() == pytest.approx([float(function(each, "D")) for each in x])
        assert function(np.array([]), "D").size == 0
        with pytest.raises(InvalidInput, match="finite"):
            function(np.nan, "D")
        with pytest.raises(UnknownClass):
            function(150.0, "G")


def test_outside_the_range_is_never_silent():
    with pytest.warns(ValidityWarning, match="briggs1973: x 5 outside 100 to 10000"):
        briggs1973.sigma_y(5.0, "D")
    with pytest.raises(OutOfValidity):
        briggs1973.sigma_y(5.0, "D", caveats=Caveats(strict=True))
    caveats = Caveats()
    assert epa1995_isc3.sigma_z(5000.0, "A", caveats) == 5000.0
    assert caveats[0].name == "sigma_z"


def test_a_set_is_chosen_by_its_exact_identifier_and_kind():
    assert get_sigma_set("turner1970", "plume").model == "turner1970"
    for wrong in ("turner", "ccps1999_puff"):
        with pytest.raises(UnknownSigmaSet):
            get_sigma_set(wrong, "plume")


@pytest.mark.parametrize(
    ("wind", "sky", "expected"),
    [
        (0.5, "strong", "A"),
        (1.5, "clear_night", "F"),
        (2.5, "cloudy_night", "E"),
        (4.0, "slight", "C"),
        (5.5, "strong", "C"),
        (9.0, "clear_night", "D"),
        (1.0, "overcast", "D"),
    ],
)
def test_pasquill_table(wind, sky, expected):
    assert pasquill1961.stability_class(wind, sky) == expected


@pytest.mark.parametrize(
    ("wind", "sun", "cloud", "ceiling", "expected"),
    [
        (1.0, 70, 0, np.inf, "A"),
        (3.0, 50, 0, np.inf, "B"),
        (3.0, 50, 8, 1000.0, "D"),
        (3.0, 50, 8, 3000.0, "C"),
        (3.0, 50, 10, 1000.0, "D"),
        (2.0, -5, 2, np.inf, "F"),
        (2.0, -5, 8, 4000.0, "E"),
        (6.0, -5, 2, np.inf, "D"),
    ],
)
def test_turner_method(wind, sun, cloud, ceiling, expected):
    assert turner1964.stability_class(wind, sun, cloud, ceiling) == expected


@pytest.mark.parametrize("row", cases("pasquill1961"))
def test_pasquill_reproduces_the_printed_table(row):
    printed = row["printed"].split("-")[-1]
    if (row["sky"], row["wind_m_s"]) == ("cloudy_night", "1.0"):
        printed = "F"  # on purpose, see the head of the table
    assert pasquill1961.stability_class(value(row, "wind_m_s"), row["sky"]) == printed


@pytest.mark.parametrize("row", cases("turner1964"))
def test_turner_reproduces_the_printed_tables(row):
    names = ("wind_m_s", "sun_deg", "cloud_tenths", "ceiling_m")
    found = turner1964.stability_class(*(value(row, name) for name in names))
    assert found == CLASSES[min(int(row["printed_class"]), 6) - 1]


@settings(max_examples=25, deadline=None)
@given(wind=st.floats(0, 20), sun=st.floats(1, 90), higher=st.floats(1, 90))
def test_more_sun_never_makes_the_air_more_stable(wind, sun, higher):
    low, high = sorted((sun, higher))
    stable = [turner1964.stability_class(wind, s, 0, np.inf) for s in (low, high)]

    assert stable[1] <= stable[0]


@pytest.mark.parametrize("stability", CLASSES)
def test_two_fits_of_the_drawn_curves_of_turner_are_alike(stability):
    x = np.array([100.0, 200.0, 300.0, 800.0, 1e3, 2e3, 3e3, 5e3, 1e4, 2e4, 5e4])
    x = x[x <= turner1970.FARTHEST.get(stability, np.inf)]
    for name in ("sigma_y", "sigma_z"):
        ours = getattr(turner1970, name)(x, stability)
        assert ours == pytest.approx(getattr(epa1995_isc3, name)(x, stability), rel=0.1), name
