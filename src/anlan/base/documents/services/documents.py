"""Making papers: fill the form, number it, keep it with its checksum."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max, Model
from django.utils import timezone
from docxtpl import DocxTemplate

from anlan.base.audit.public import audit
from anlan.base.documents.errors import DocumentChanged
from anlan.base.documents.events import DocumentCreated
from anlan.base.documents.models import Document, DocumentTemplate
from anlan.base.documents.permissions import VIEW
from anlan.base.documents.services.numbers import document_number
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotVisible
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, policy_of
from anlan.kernel.rehearsal import is_rehearsal, marked


def fill(template: DocumentTemplate, context: Mapping[str, Any]) -> bytes:
    """Return the Word file of a template filled with ``context``."""
    document = DocxTemplate(template.path)
    document.render(dict(context), autoescape=True)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@transaction.atomic
def render_document(
    *,
    template_code: str,
    context: Mapping[str, Any],
    subject: Model,
    actor: Actor,
    title: str,
    county_sign: str = "",
    number: str = "",
) -> Document:
    """Fill a template about ``subject`` and keep the result.

    ``number`` of an earlier paper makes its next version; else a new number is drawn in the series
    ``county_sign`` + the template's series (龙 + 应急信). Papers of a drill are marked in the title
    and numbered apart (龙演练应急信). The context gains ``number``, ``version``
    and ``issued_on``. Raises ``NotVisible`` when the actor does not see the subject.
    """
    rights = policy_of(subject)
    if not rights.can(actor, rights.view, subject):
        raise NotVisible
    template = DocumentTemplate.objects.get(code=template_code)
    now = clock.now()
    version = 1
    is_drill = is_rehearsal(subject)
    title = marked(title) if is_drill else title
    if number:
        # One writer per number: the next version is decided under the lock of the first.
        earlier = Document.objects.select_for_update().filter(
            number=number, subject_type=subject._meta.label, subject_id=str(subject.pk)
        )
        if not list(earlier):
            raise NotVisible
        version = 1 + (Document.objects.filter(number=number).aggregate(m=Max("version"))["m"] or 0)
    else:
        number = document_number(f"{county_sign}{'演练' if is_drill else ''}{template.series}")
    values = {
        **context,
        "title": title,
        "title_lines": balanced(title),
        "number": number,
        "version": version,
        "issued_on": official_date(now),
    }
    content = fill(template, values)
    document = Document(
        template=template,
        number=number,
        version=version,
        title=title,
        subject_type=subject._meta.label,
        subject_id=str(subject.pk),
        subject_label=str(subject)[:200],
        context=_plain(values),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        created_at=now,
        created_by_id=actor.id,
        created_by=actor.display_name[:100],
    )
    document.file.save(
        f"{template.code}-{document.sha256[:16]}.docx", ContentFile(content), save=False
    )
    document.save()
    audit(
        actor,
        "documents.document.created",
        document,
        after={"number": number, "version": version, "sha256": document.sha256},
    )
    emit(
        DocumentCreated(
            document_id=document.pk,
            number=number,
            version=version,
            subject_type=document.subject_type,
            subject_id=document.subject_id,
        ),
        actor,
    )
    return document


@transaction.atomic
def download_document(*, document_id: int, actor: Actor) -> tuple[Document, bytes]:
    """Return a paper and its bytes; the reading is recorded. Raises ``NotVisible``.

    A file that no longer has the checksum it was made with is refused: it was changed outside.
    """
    document = get_visible(Document, document_id, actor=actor)
    policy_of(Document).require(actor, VIEW, document)
    content = document.read()
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise DocumentChanged
    audit(actor, "documents.document.downloaded", document)
    return document, content


@transaction.atomic
def install_template(
    *,
    code: str,
    title: str,
    series: str,
    resource: str,
    actor: Actor,
    legal_basis: str = "",
    is_verified: bool = False,
) -> DocumentTemplate:
    """Create or bring up to date a template an app brings; the county's own form stays in place."""
    template, created = DocumentTemplate.objects.update_or_create(
        code=code,
        defaults={
            "title": title,
            "series": series,
            "resource": resource,
            "legal_basis": legal_basis,
            "is_verified": is_verified,
        },
    )
    if created:
        audit(actor, "documents.template.installed", template)
    return template


#: Characters of a size-two title in one line: 156 mm at 7.76 mm each.
TITLE_LINE = 20

#: With these begins the kind of a paper, after what it is about.
BREAK_BEFORE = ("情况的", "态势快报", "应急响应复盘", "应急演练", "应急预案")


def balanced(title: str) -> str:
    """Break a long title into lines of like length, so that no single character stands alone.

    GB/T 9704-2012, 7.3.1: lines of a title form a trapezium or lozenge and keep words whole; the
    break is put before what kind of paper it is, where both lines have room.
    """
    if len(title) <= TITLE_LINE:
        return title
    count = -(-len(title) // TITLE_LINE)
    size = -(-len(title) // count)
    lines = [title[start : start + size] for start in range(0, len(title), size)]
    natural = max(title.rfind(word) for word in BREAK_BEFORE)
    if count == 2 and 0 < natural <= TITLE_LINE and len(title) - natural <= TITLE_LINE:
        lines = [title[:natural], title[natural:]]
    return "\n".join(lines)


def official_date(at: datetime | date) -> str:
    """Write a date as documents do: 2026年11月21日 (GB/T 9704-2012, 7.3.5.4: no leading zeros)."""
    day = timezone.localtime(at).date() if isinstance(at, datetime) else at
    return f"{day.year}年{day.month}月{day.day}日"


def official_time(at: datetime) -> str:
    """Write a moment as documents do: 2026年11月21日14时05分."""
    local = timezone.localtime(at)
    return f"{official_date(local)}{local:%H}时{local:%M}分"


def _plain(value: Any) -> Any:
    """Return the values as JSON keeps them."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal) or not isinstance(value, bool | int | float | str | None):
        return str(value)
    return value


def official_length(seconds: float | None) -> str:
    """Write a length of time in official words: 1小时20分, 45秒."""
    if seconds is None:
        return "—"
    total = round(abs(seconds))
    hours, rest = divmod(total, 3600)
    minutes, secs = divmod(rest, 60)
    if hours:
        return f"{hours}小时{minutes}分" if minutes else f"{hours}小时"
    if minutes:
        return f"{minutes}分{secs}秒" if secs and minutes < 10 else f"{minutes}分"
    return f"{secs}秒"
