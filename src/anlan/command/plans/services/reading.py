"""From the text of a plan to items a person confirms."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.organisations.public import list_organisations
from anlan.command.plans.choices import ItemKind
from anlan.command.plans.events import PlanImportMoved
from anlan.command.plans.extraction import Extraction, extract, lines_of, read_docx
from anlan.command.plans.models import Plan, PlanImport, PlanImportItem
from anlan.command.plans.permissions import CHANGE
from anlan.command.plans.services.owners import require_code, require_own
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.policy import require_permission
from anlan.kernel.reading.lines import Line
from anlan.kernel.reading.word import UnreadableDocument

MAX_FILE_BYTES = 20 * 2**20
MAX_CHARACTERS = 500_000


@transaction.atomic
def start_import(
    *,
    name: str,
    code: str,
    kind: str,
    actor: Actor,
    text: str = "",
    content: bytes = b"",
    file_name: str = "",
    at_once_minutes: int = 10,
    region_id: str | None = None,
    organisation_id: int | None = None,
) -> PlanImport:
    """Read a Word file or a pasted text; what was found waits for confirmation.

    Raises ``InvalidInput`` with what to do for a file that cannot be read and for a text in which
    nothing of a plan is found; nothing is kept then.
    """
    require_permission(actor, CHANGE)
    code = code.strip()
    plan = Plan(kind=kind, region_id=region_id or None, organisation_id=organisation_id)
    require_own(plan, actor)
    require_code(code, plan, actor)
    lines = _lines(text, content)
    found = extract(lines, names=[o.name for o in list_organisations(actor)])
    items = list(_items(found))
    if not items:
        raise InvalidInput(
            fields={
                "text": _(
                    "Nothing of a plan was found here: no response level, group, task or contact. "
                    "Please check that this is the text of the plan itself."
                )
            }
        )
    row = PlanImport.objects.create(
        name=name.strip() or found.title[:200],
        code=code,
        kind=kind,
        region_id=plan.region_id,
        organisation_id=organisation_id,
        file_name=file_name[:200],
        sha256=hashlib.sha256(content or text.encode()).hexdigest(),
        lines=[asdict(line) for line in lines],
        warnings=list(found.warnings),
        at_once_minutes=at_once_minutes,
        started_by=actor.display_name[:100],
    )
    PlanImportItem.objects.bulk_create(
        PlanImportItem(plan_import=row, sort_order=order, **item)
        for order, item in enumerate(items, 1)
    )
    audit(actor, "plans.import.started", row, after={"items": len(items), "sha256": row.sha256})
    emit(PlanImportMoved(row.pk, row.state), actor)
    return row


def _lines(text: str, content: bytes) -> tuple[Line, ...]:
    if content:
        if len(content) > MAX_FILE_BYTES:
            raise InvalidInput(fields={"file": _unreadable("too_large")})
        try:
            return read_docx(content)
        except UnreadableDocument as error:
            raise InvalidInput(fields={"file": _unreadable(error.code)}) from error
    text = text.replace("\x00", "")
    if not text.strip():
        raise InvalidInput(fields={"text": _("Choose a Word file or paste the text of the plan.")})
    if len(text) > MAX_CHARACTERS:
        raise InvalidInput(fields={"text": _("The text is too long: at most 500,000 characters.")})
    return lines_of(text)


def _unreadable(code: str) -> str:
    return {
        "old_or_encrypted": _(
            "This is an old .doc file or it is protected by a password. Open it in Word or WPS, "
            "take the password off and save it as .docx."
        ),
        "not_docx": _("This is not a Word document (.docx). Save the plan as .docx and try again."),
        "too_large": _("The file is too large to be a plan: at most 20 MB."),
        "broken": _("The file is damaged and cannot be read. Save it again in Word or WPS."),
        "empty": _("The document holds no text; a scanned picture must be made into text first."),
    }[code]


def _items(found: Extraction) -> Iterable[dict[str, Any]]:
    rows: list[tuple[str, Any]] = [(ItemKind.HAZARD, h) for h in found.hazards]
    rows += [(ItemKind.LEVEL, level) for level in found.levels]
    rows += [(ItemKind.CONDITION, condition) for condition in found.conditions]
    rows += [(ItemKind.GROUP, group) for group in found.groups]
    rows += [(ItemKind.TASK, task) for task in found.tasks]
    rows += [(ItemKind.RESOURCE, resource) for resource in found.resources]
    rows += [(ItemKind.CONTACT, contact) for contact in found.contacts]
    for kind, row in rows:
        content = asdict(row)
        anchor, doubts = content.pop("anchor"), content.pop("doubts")
        yield {
            "kind": kind,
            "line": anchor["line"],
            "quote": anchor["quote"][:200],
            "content": content,
            "doubts": list(doubts),
        }
