"""Reminders to keepers; rows follow an enterprise that was merged; new packs make duties."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.base.notifications.public import notify
from anlan.base.organisations.public import people_of
from anlan.kernel.actor import system_actor
from anlan.kernel.events import on
from anlan.supervision.enterprises.events import EnterpriseMerged
from anlan.supervision.ledgers.events import LedgerRowsDue, PackPublished
from anlan.supervision.ledgers.models import CadenceOccurrence, Ledger, LedgerRow
from anlan.supervision.ledgers.services.duties import make_duties


@on(LedgerRowsDue)
def tell_keepers(event: LedgerRowsDue) -> None:
    """Tell the people of the keeping organisation that rows of a ledger fall due."""
    ledger = Ledger.objects.filter(pk=event.ledger_id).first()
    if ledger is None or event.organisation_id is None:
        return
    notify(
        kind="ledgers.due",
        person_ids=[person.id for person in people_of(event.organisation_id)],
        title=_("%(ledger)s: %(n)s rows fall due, the first on %(day)s")
        % {"ledger": ledger.name, "n": event.count, "day": event.first_due_on},
        url=f"{reverse('ledgers:rows', args=[ledger.pk])}?tab=soon",
        actor=system_actor("ledgers"),
    )


@on(EnterpriseMerged, inline=True)
def follow_merged_enterprise(event: EnterpriseMerged) -> None:
    """Let rows and duties of the former dossier belong to the one that stays."""
    LedgerRow.objects.filter(enterprise_id=event.former_id).update(enterprise=event.enterprise_id)
    CadenceOccurrence.objects.filter(enterprise_id=event.former_id).update(
        enterprise=event.enterprise_id
    )


@on(PackPublished)
def make_duties_of_pack(event: PackPublished) -> None:
    """Make the duties of the running periods when cadences come into force."""
    make_duties(pack_id=event.pack_id)
