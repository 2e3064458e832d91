"""How far down a right reaches."""

from __future__ import annotations

import pytest

from anlan.base.regions.public import county_prefix, is_below_county, is_county_wide
from anlan.kernel.actor import Scope


@pytest.mark.parametrize(
    ("scope", "whole"),
    [
        (Scope("all"), True),
        (Scope("region", "33"), True),
        (Scope("region", "330825"), True),
        (Scope("region", "330820"), True),
        (Scope("region", "330825000000"), True),
        (Scope("region", "330825100"), False),
        (Scope("region", "330825100201"), False),
        (Scope("organisation", "330825"), False),
    ],
)
def test_a_scope_is_the_county_or_a_place_in_it(scope, whole):
    assert is_county_wide(scope) is whole
    assert is_below_county(scope) is (scope.kind == "region" and not whole)


def test_the_county_of_a_village_is_its_first_six_digits():
    assert county_prefix("330825100201") == "330825"
    assert county_prefix("3308") == "3308"
