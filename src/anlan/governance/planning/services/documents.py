"""Reading a document in: once per content, kept in one transaction."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.governance.planning.events import DocumentRead
from anlan.governance.planning.models import PlanningDocument
from anlan.governance.planning.permissions import KEEP
from anlan.governance.planning.reading import Reading, read_lines
from anlan.governance.planning.reading.sources import MAX_BYTES, read_content
from anlan.governance.planning.services.keeping import keep_reading
from anlan.governance.planning.services.versions import follow_version, note_resemblance
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.policy import require_permission
from anlan.kernel.reading.lines import Line
from anlan.kernel.reading.word import UnreadableDocument


def load_document(
    *,
    content: bytes,
    file_name: str,
    actor: Actor,
    name: str = "",
    is_demonstration: bool = False,
    previous_id: int | None = None,
) -> PlanningDocument:
    """Read a file in; the same content again answers with what is there already.

    ``previous_id`` says that it is a new version of a document: what it says as before keeps key,
    corrections and confirmation. Otherwise the document it resembles is noted, to be proposed.

    Raises ``InvalidInput`` with what to do for a file that cannot be read and for a text without
    tasks and indicators; nothing is kept then.
    """
    require_permission(actor, KEEP)
    digest = hashlib.sha256(content).hexdigest()
    known = PlanningDocument.objects.filter(sha256=digest).first()
    if known is not None:
        return known
    lines = _lines(content)
    reading = read_lines(lines)
    if not reading.tasks and not reading.indicators:
        raise InvalidInput(
            fields={
                "file": _(
                    "Neither a task nor an indicator was found here. Please check that this is "
                    "the text of a plan, an action or a division of work."
                )
            }
        )
    source = Source(digest, file_name, name, is_demonstration, previous_id)
    try:  # reading may take a minute: no transaction stood open meanwhile
        with transaction.atomic():
            return _keep(lines, reading, source, actor)
    except IntegrityError:
        known = PlanningDocument.objects.filter(sha256=digest).first()
        if known is None:
            raise
        return known  # somebody gave the same content meanwhile


@dataclass(frozen=True, slots=True)
class Source:
    """Where a reading comes from and what was said with it."""

    sha256: str
    file_name: str
    name: str
    is_demonstration: bool
    previous_id: int | None


def _keep(
    lines: tuple[Line, ...], reading: Reading, source: Source, actor: Actor
) -> PlanningDocument:
    titles = [plan.title for plan in reading.plans if plan.title]
    document = PlanningDocument.objects.create(
        name=(source.name.strip() or _name(titles) or source.file_name)[:200],
        file_name=source.file_name[:200],
        sha256=source.sha256,
        lines=[[line.number, line.text.strip()] for line in lines if line.text.strip()],
        outline=[[one.line, one.level, one.number, one.title[:120]] for one in reading.outline],
        plans=[
            {"line": plan.line, "title": plan.title, "last_day": _iso(plan.last_day)}
            for plan in reading.plans
        ],
        indicator_count=len(reading.indicators),
        task_count=len(reading.tasks),
        doubt_count=len(reading.doubts),
        doubts=[[doubt.line, doubt.code, doubt.quote[:200]] for doubt in reading.doubts],
        is_demonstration=source.is_demonstration,
        loaded_by=actor.display_name[:100],
    )
    keep_reading(document, reading)
    if source.previous_id is not None:
        follow_version(document_id=document.pk, previous_id=source.previous_id, actor=actor)
        document.refresh_from_db()
    else:
        note_resemblance(document)
    audit(
        actor,
        "planning.document.read",
        document,
        after={"tasks": document.task_count, "indicators": document.indicator_count},
    )
    emit(DocumentRead(document.pk, document.task_count, document.indicator_count), actor)
    return document


def _name(titles: list[str]) -> str:
    """Return the title of the first plan, and that there are others."""
    if len(titles) < 2:
        return titles[0] if titles else ""
    return _("%(title)s and %(count)d other plans") % {
        "title": titles[0],
        "count": len(titles) - 1,
    }


def _lines(content: bytes) -> tuple[Line, ...]:
    if len(content) > MAX_BYTES:
        raise InvalidInput(fields={"file": _unreadable("too_large")})
    try:
        return read_content(content)
    except UnreadableDocument as error:
        raise InvalidInput(fields={"file": _unreadable(error.code)}) from error


def _unreadable(code: str) -> str:
    return {
        "old_or_encrypted": _(
            "This is an old .doc file or it is protected by a password. Open it in Word or WPS, "
            "take the password off and save it as .docx."
        ),
        "not_docx": _("This is not a Word document (.docx). Save it as .docx and try again."),
        "too_large": _("The file is too large to be a planning document: at most 40 MB."),
        "broken": _("The file is damaged and cannot be read. Save it again in Word or WPS."),
        "empty": _("The document holds no text; a scanned picture must be made into text first."),
        "takes_too_long": _(
            "This PDF takes too long to read. Give the Word file, or only the pages with the tasks."
        ),
        "pdf_needs_poppler": _(
            "PDF cannot be read on this server; give the Word file or the text."
        ),
    }[code]


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
