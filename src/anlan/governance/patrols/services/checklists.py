"""Checklists: the platform's are copied, the county's own copies are changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.governance.patrols.constants import rows_of
from anlan.governance.patrols.models import CheckItem, Checklist, CheckResult, Finding
from anlan.governance.patrols.permissions import PLAN
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.policy import get_visible, require_permission


@transaction.atomic
def load_checklists(*, actor: Actor) -> int:
    """Add the platform's lists that are new. Returns the number of items in the data file."""
    rows = rows_of("checklists.csv")
    known = set(Checklist.objects.values_list("code", flat=True))
    made = 0
    for code, group in groupby(rows, key=lambda row: row["list"]):
        items = list(group)
        if code in known:
            continue
        found = Checklist.objects.create(
            code=code,
            name=items[0]["list_name"],
            unit_kinds=items[0]["unit_kinds"],
            is_standard=True,
        )
        CheckItem.objects.bulk_create(
            CheckItem(
                checklist=found,
                part=row["part"],
                text=row["text"],
                legal_basis=row["legal_basis"],
                is_verified=row["is_verified"] == "1",
                sort_order=number * 10,
            )
            for number, row in enumerate(items, 1)
        )
        made += 1
    if made:
        audit(actor, "patrols.checklists.loaded", after={"lists": made})
    return len(rows)


@transaction.atomic
def copy_checklist(*, checklist_id: int, actor: Actor) -> Checklist:
    """Copy a list to change it; new plans use the county's own list for its kinds of unit."""
    require_permission(actor, PLAN)
    source = get_visible(Checklist, checklist_id, actor=actor, lock=True)
    base = source.code.split("+")[0]
    number = Checklist.objects.filter(code__startswith=f"{base}+").count() + 1
    made = Checklist.objects.create(
        code=f"{base}+{number}",
        name=_("%(name)s, our own") % {"name": source.name},
        unit_kinds=source.unit_kinds,
    )
    CheckItem.objects.bulk_create(
        CheckItem(
            checklist=made,
            part=item.part,
            text=item.text,
            legal_basis=item.legal_basis,
            is_verified=item.is_verified,
            sort_order=item.sort_order,
        )
        for item in source.items.all()
    )
    audit(actor, "patrols.checklist.copied", made, after={"from": source.code})
    return made


@transaction.atomic
def change_checklist(
    *,
    checklist_id: int,
    name: str,
    items: Iterable[Mapping[str, Any]],
    actor: Actor,
    is_active: bool = True,
) -> Checklist:
    """Replace the items of one's own list: part, text, basis. Raises ``WrongState`` for others.

    An item that was used in a patrol keeps what was found: a list in use is copied instead.
    """
    require_permission(actor, PLAN)
    found = get_visible(Checklist, checklist_id, actor=actor, lock=True)
    if found.is_standard:
        raise WrongState(_("The platform's own list is copied, not changed."))
    rows = [dict(row) for row in items]
    fields = {}
    if not name.strip():
        fields["name"] = _("Give the list a name.")
    if not rows:
        fields["items"] = _("Write at least one item.")
    used = (
        CheckResult.objects.filter(item__checklist=found).exists()
        or Finding.objects.filter(item__checklist=found).exists()
    )
    before = [(i.part, i.text, i.legal_basis) for i in found.items.all()]
    after = [(row["part"], row["text"], row["legal_basis"]) for row in rows]
    if used and before != after:
        fields["items"] = _("Patrols have used this list: copy it and change the copy.")
    if fields:
        raise InvalidInput(fields=fields)
    found.name, found.is_active = name.strip(), is_active
    found.save()
    if before != after:
        verified = {(i.part, i.text, i.legal_basis): i.is_verified for i in found.items.all()}
        found.items.all().delete()
        CheckItem.objects.bulk_create(
            CheckItem(
                checklist=found,
                part=part[:50],
                text=text[:500],
                legal_basis=basis[:300],
                is_verified=verified.get((part, text, basis), False),
                sort_order=number * 10,
            )
            for number, (part, text, basis) in enumerate(after, 1)
        )
    audit(actor, "patrols.checklist.changed", found, after={"items": len(rows)})
    return found
