"""Entering many organisations at once, as an import of enterprises does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import Act, audit_many
from anlan.base.organisations.events import OrganisationChanged
from anlan.base.organisations.models import Organisation, OrganisationKind
from anlan.base.organisations.permissions import CHANGE
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit_many
from anlan.kernel.policy import require, require_permission


@dataclass(frozen=True, slots=True)
class NewOrganisation:
    """What ``create_organisation`` is told of one organisation."""

    code: str
    name: str
    kind: str
    region_code: str
    short_name: str = ""


def taken_codes(codes: Iterable[str]) -> set[str]:
    """Return those of the codes that organisations have already."""
    return set(Organisation.objects.filter(code__in=list(codes)).values_list("code", flat=True))


@transaction.atomic
def create_organisations(*, new: Sequence[NewOrganisation], actor: Actor) -> list[int]:
    """Enter organisations with one audit record and one event each; returns their ids in order.

    Raises ``InvalidInput`` for a code in use, an unknown kind or an empty name; then none is
    entered.
    """
    require_permission(actor, CHANGE)
    if taken_codes(item.code for item in new):
        raise InvalidInput(fields={"code": _("Another organisation has this code.")})
    rows = []
    for item in new:
        organisation = Organisation(
            code=item.code.strip(),
            name=item.name.strip(),
            short_name=item.short_name.strip(),
            kind=item.kind,
            region_id=item.region_code,
        )
        require(actor, CHANGE, organisation)
        if not organisation.code or not organisation.name:
            raise InvalidInput(fields={"name": _("Code and name are needed.")})
        if item.kind not in OrganisationKind.values:
            raise InvalidInput(fields={"kind": _("This kind of organisation is unknown.")})
        organisation.refresh_search_text()
        rows.append(organisation)
    Organisation.objects.bulk_create(rows, batch_size=1000)
    audit_many(
        actor,
        "organisations.organisation.created",
        (
            Act(
                row,
                after={
                    "code": row.code,
                    "name": row.name,
                    "kind": row.kind,
                    "region": row.region_id,
                    "parent": None,
                },
            )
            for row in rows
        ),
    )
    emit_many([OrganisationChanged(organisation_id=r.pk, is_active=True) for r in rows], actor)
    return [row.pk for row in rows]
