"""Background work of the exchange."""

from __future__ import annotations

from datetime import timedelta

from anlan.base.accounts.public import actor_of_user
from anlan.base.exchange.models import ImportRow, ImportSession, ImportState, WebhookDelivery
from anlan.base.exchange.services.checking import check_rows
from anlan.base.exchange.services.webhooks import attempt_delivery, sweep_deliveries
from anlan.base.exchange.services.writing import commit_import
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import DomainError
from anlan.kernel.jobs import job, periodic

#: Deliveries and the rows of unfinished imports are kept this long.
KEPT_DAYS = 30


@job(queue="exchange")
def deliver_webhook(delivery_id: int) -> None:
    """Try one delivery."""
    if WebhookDelivery.objects.filter(pk=delivery_id).exists():
        attempt_delivery(delivery_id=delivery_id)


def _actor(actor_id: str) -> Actor | None:
    """The actor of an account as it stands now: rights taken away meanwhile are gone."""
    kind, _colon, number = actor_id.partition(":")
    return actor_of_user(int(number)) if kind == "user" and number.isdigit() else None


@job(queue="exchange")
def run_import_check(import_id: int, person: str) -> None:
    """Check the rows of a large import."""
    actor = _actor(person)
    if actor is not None:
        check_rows(import_id=import_id, actor=actor)


@job(queue="exchange")
def run_import_commit(import_id: int, person: str, only_good: bool = False) -> None:
    """Write the rows of a large import."""
    actor = _actor(person)
    if actor is None:
        return
    try:
        commit_import(import_id=import_id, actor=actor, only_good=only_good)
    except DomainError:
        # The trial is repeated, so that the page shows which row is refused now.
        ImportSession.objects.filter(pk=import_id, state=ImportState.COMMITTING).update(
            state=ImportState.CHECKING
        )
        check_rows(import_id=import_id, actor=actor)


@periodic("*/5 * * * *")
def sweep_webhook_deliveries() -> None:
    """Take up deliveries that a crash left behind."""
    sweep_deliveries()


@periodic("40 3 * * *")
def forget_old_exchange() -> None:
    """Remove old deliveries, and the rows of imports that nobody finished."""
    before = clock.now() - timedelta(days=KEPT_DAYS)
    WebhookDelivery.objects.filter(created_at__lt=before).exclude(state="waiting").delete()
    old = ImportSession.objects.filter(updated_at__lt=before)
    ImportRow.objects.filter(session__in=old).exclude(session__state=ImportState.COMMITTED).delete()
    # Rows that were left out have had their time as well; the file is not needed any more.
    ImportRow.objects.filter(session__in=old).exclude(stored_cells="").update(stored_cells="")
    old.exclude(stored_file=None).update(stored_file=None)
