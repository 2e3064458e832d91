"""A changed dossier is calculated anew."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anlan.kernel.actor import system_actor
from anlan.kernel.events import on
from anlan.supervision.enterprises.events import EnterpriseChanged
from anlan.supervision.installations.models import Installation
from anlan.supervision.installations.services.identification import identify_installation

#: Facts of the dossier that enter the calculation.
PARTS = frozenset({"holdings", "location", "boundary"})


@on(EnterpriseChanged)
def calculate_anew(event: EnterpriseChanged) -> None:
    """Identify the units of an enterprise again when its vessels or its place changed."""
    if not PARTS & set(event.fields):
        return
    units = Installation.objects.filter(enterprise_id=event.enterprise_id)
    for pk in units.values_list("pk", flat=True):
        identify_installation(
            installation_id=pk,
            actor=system_actor("installations"),
            trigger=_("the dossier changed"),
        )
