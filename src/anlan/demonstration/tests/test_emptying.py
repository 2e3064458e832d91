"""Only a demonstration is ever emptied."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from anlan.base.regions.models import Region
from anlan.demonstration.loader import CountyIsLoaded, load_county, remove_county
from anlan.kernel.actor import system_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def real_region() -> Region:
    return Region.objects.create(code="330825000000", name="龙游县", level="county")


def test_nothing_is_loaded_outside_a_demonstration(settings: Any) -> None:
    settings.ANLAN_DEMO = False

    with pytest.raises(CommandError):
        call_command("load_county")


def test_records_that_are_no_demonstration_stay(settings: Any, real_region: Region) -> None:
    settings.ANLAN_DEMO = True

    with pytest.raises(CommandError):
        call_command("load_county")
    with pytest.raises(CountyIsLoaded):
        load_county("龙游县", replace=True)

    assert Region.objects.get() == real_region


def test_a_production_database_is_never_emptied(settings: Any, real_region: Region) -> None:
    for is_demonstration in (False, True):
        settings.ANLAN_DEMO = is_demonstration
        with pytest.raises(PermissionError):
            remove_county(actor=system_actor("demonstration"))

    assert Region.objects.exists()


def test_an_unknown_county_is_refused_with_the_known_names(settings: Any) -> None:
    settings.ANLAN_DEMO = True

    with pytest.raises(CommandError, match="龙游县"):
        call_command("load_county", county="不存在县")
