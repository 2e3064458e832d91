"""The table of progress as a numbered paper."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import transaction

from anlan.base.audit.public import audit
from anlan.base.documents.public import official_date, render_document
from anlan.base.regions.public import county_of
from anlan.governance.commitments.models import Commitment
from anlan.governance.commitments.permissions import VIEW
from anlan.governance.commitments.selectors.units import progress_table
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotVisible
from anlan.kernel.policy import require_permission, visible

TEMPLATE = "commitments.progress_table"


@transaction.atomic
def print_progress(*, plan: str, unit_id: int | None, title: str, actor: Actor) -> str:
    """Make the Word paper of a plan's or a unit's tasks; returns its address."""
    require_permission(actor, VIEW)
    lines = progress_table(actor, plan=plan, unit_id=unit_id)
    first = visible(Commitment, actor).order_by("pk").first()
    if not lines or first is None:
        raise NotVisible
    subject: Any = first
    if unit_id is not None:
        subject = apps.get_model("organisations", "Organisation")._default_manager.get(pk=unit_id)
    county = county_of(first.region_id)
    paper = render_document(
        template_code=TEMPLATE,
        context={
            "title_lines": title,
            "issuer": f"{county.name if county else ''}应急管理局",
            "day": official_date(clock.today()),
            "author": actor.display_name,
            "rows": [
                {
                    "number": line.number,
                    "title": line.title,
                    "lead": line.lead,
                    "deadline": f"{line.deadline:%Y-%m-%d}" if line.deadline else "—",
                    "progress": f"{line.progress}%",
                    "report": line.report or "—",
                    "problem": line.problem or "—",
                }
                for line in lines
            ],
        },
        subject=subject,
        actor=actor,
        title=title,
        county_sign=county.name[:1] if county else "",
    )
    audit(actor, "commitments.table.printed", subject, after={"lines": len(lines)})
    return paper.url
