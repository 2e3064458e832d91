"""A grid worker's own area: its places, and whom to call there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy

from anlan.base.organisations.models import Organisation, OrganisationKind
from anlan.base.organisations.permissions import VIEW
from anlan.base.regions.public import find_region_by_prefix
from anlan.kernel.actor import Actor
from anlan.kernel.desk import DeskSection, register_desk
from anlan.kernel.policy import visible

LINES = 12
#: Digits of a township's code that tell it from others.
TOWNSHIP_DIGITS = 9
#: Code of the county's emergency management bureau among the organisations.
COUNTY_BUREAU = "emergency"


def area_panel(actor: Actor) -> Mapping[str, Any]:
    """The offices of the area and of the township above it with their duty phones.

    What is read of the township's and the county's office is its name and its duty phone, as they
    hang on the notice board of every village.
    """
    codes = sorted({scope.value for scope in actor.scopes_for(VIEW) if scope.kind == "region"})
    regions = [found for code in codes if (found := find_region_by_prefix(code)) is not None]
    seen = set(visible(Organisation, actor).values_list("pk", flat=True))
    above = [f"{code[:9]:0<12}" for code in codes if len(code) >= TOWNSHIP_DIGITS]
    rows = (
        Organisation.objects.filter(is_active=True)
        .exclude(duty_phone="")
        .exclude(kind=OrganisationKind.ENTERPRISE)
        .filter(
            Q(pk__in=seen)
            | Q(kind=OrganisationKind.TOWNSHIP, region_id__in=above)
            | Q(code=COUNTY_BUREAU)
        )
    )
    return {
        "regions": regions,
        "offices": [
            {
                "name": office.name,
                "region": office.region.name if office.region else "",
                "duty_phone": office.duty_phone,
                "url": office.get_absolute_url() if office.pk in seen else "",
            }
            for office in rows.select_related("region").order_by("-region_id", "name")[:LINES]
        ],
    }


register_desk(
    DeskSection(
        name="organisations.area",
        title=gettext_lazy("My area"),
        place="panel",
        context=area_panel,
        permission=VIEW,
        roles=("grid_worker",),
        template="organisations/_area.html",
        order=5,
    )
)
