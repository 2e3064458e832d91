"""Dangerous toxic loads: the probit goes through both of them, and grows with the dose."""

from __future__ import annotations

import numpy as np
import pytest

from anlan_science.harm import turner_fairhurst1993 as model
from anlan_science.harm.probit import share_of_probit
from anlan_science.registry import Caveats, InvalidInput


@pytest.mark.parametrize("cas", list(model.TABLE))
def test_the_probit_goes_through_both_loads(cas):
    row = model.TABLE[cas]
    for load, share in ((row.slot, model.SLOT_SHARE), (row.slod, model.SLOD_SHARE)):
        ppm = (load / 30.0) ** (1.0 / row.exponent)
        found = share_of_probit(model.fatality_probit([ppm * 1e-6], 1800.0, cas))
        assert float(found) == pytest.approx(share, rel=1e-9)


def test_more_gas_or_more_time_kills_more():
    ammonia = "7664-41-7"
    by_gas = model.fatality_probit(np.array([[1e-3], [2e-3], [5e-3]]), 1800.0, ammonia)
    assert (np.diff(by_gas) > 0).all()
    assert model.fatality_probit([1e-3], 600.0, ammonia) < by_gas[0]


def test_what_is_not_held_is_refused_and_long_steps_are_told():
    with pytest.raises(InvalidInput):
        model.fatality_probit([1e-3], 600.0, "67-56-1")
    caveats = Caveats()
    model.fatality_probit([1e-3], 7200.0, "7664-41-7", caveats=caveats)
    assert caveats
