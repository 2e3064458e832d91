"""What lies in this county does not exist for the people of the next, whatever their role."""

from __future__ import annotations

import pytest

from anlan.kernel.policy import CountyWide, all_policies

from .addresses import PARAMETER, Address
from .test_table import ALL, ask
from .world import NEIGHBOURS, World

pytestmark = pytest.mark.django_db


def addresses_of_things() -> list[str]:
    """Addresses of one object whose model is neither open to everybody nor a county's setting."""
    rights = all_policies()
    return sorted(
        key
        for key, address in ALL.items()
        if address.model in rights
        and not rights[address.model].public
        and not isinstance(rights[address.model], CountyWide)
        and PARAMETER.search(address.route)
        and not _is_own(address)
    )


def _is_own(address: Address) -> bool:
    """Of the platform or the county's own, not of a place: templates of plans name no unit, and
    whose tasks a planning document gives out is asked of the document."""
    own = ("accounts:", "exchange:", "gateway:", "plans:template", "commitments:give_plan")
    return address.name.startswith(own)


@pytest.mark.parametrize("key", addresses_of_things())
def test_nothing_of_this_county_is_served_in_the_next(world: World, key: str) -> None:
    found = {asker: ask(world, ALL[key], asker) for asker in NEIGHBOURS}
    assert {asker: word for asker, word in found.items() if word not in ("denied", "hidden")} == {}


def test_readers_of_the_next_county_get_404(world: World) -> None:
    """Whoever may read things of this kind at home is not told that they exist elsewhere."""
    reading = [
        key
        for key in addresses_of_things()
        if key.startswith("GET ") and ALL[key].route.rstrip("/").endswith(("pk>", "_id}"))
    ]
    assert len(reading) > 15
    for key in reading:
        here, there = ask(world, ALL[key], "duty_officer"), ask(world, ALL[key], "neighbour")
        assert (here, there) != ("served", "denied"), key
