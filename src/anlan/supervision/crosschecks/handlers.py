"""What happens at an enterprise is checked at once, not only every ten minutes."""

from __future__ import annotations

from anlan.kernel.events import on
from anlan.supervision.crosschecks.tasks import check_enterprise
from anlan.supervision.installations.events import CommitmentSigned
from anlan.supervision.permits.events import PermitChanged, PermitFiled


@on(PermitFiled)
def after_filing(event: PermitFiled) -> None:
    """A permit was filed."""
    check_enterprise.defer_once(
        f"crosschecks:{event.enterprise_id}", enterprise_id=event.enterprise_id
    )


@on(PermitChanged)
def after_work(event: PermitChanged) -> None:
    """Work began, stopped or ended."""
    check_enterprise.defer_once(
        f"crosschecks:{event.enterprise_id}", enterprise_id=event.enterprise_id
    )


@on(CommitmentSigned)
def after_commitment(event: CommitmentSigned) -> None:
    """A commitment was announced."""
    check_enterprise.defer_once(
        f"crosschecks:{event.enterprise_id}", enterprise_id=event.enterprise_id
    )
