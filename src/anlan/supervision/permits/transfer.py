"""Import of permits from the enterprises' own systems, and the same columns out again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.search_text import normalise
from anlan.kernel.transfer import (
    CellError,
    ImportColumn,
    Importer,
    LookupColumn,
    NumberColumn,
    TextColumn,
    register_import,
)
from anlan.supervision.enterprises.public import find_enterprise
from anlan.supervision.permits.models import WorkKind, WorkPermit
from anlan.supervision.permits.permissions import IMPORT
from anlan.supervision.permits.services.permits import file_permit


@dataclass(frozen=True)
class MomentColumn(ImportColumn):
    """A day with the time of day, in local time."""

    FORMS: ClassVar = (
        "%Y-%m-%d %H:%M:%S",
        "%Y-%m-%d %H:%M",
        "%Y/%m/%d %H:%M",
        "%Y年%m月%d日 %H:%M",
    )

    def clean(self, value: str, actor: Actor) -> datetime:
        """Read the moment."""
        for form in self.FORMS:
            try:
                return timezone.make_aware(datetime.strptime(value.replace("T", " "), form))  # noqa: DTZ007 - made aware
            except ValueError:
                continue
        raise CellError(_("“%(value)s” is not a time; write 2026-11-21 08:30") % {"value": value})


def find_kind(text: str, actor: Actor) -> str | None:
    """Return the code of a kind given by code or words."""
    wanted = normalise(text)
    for kind in WorkKind.objects.all():
        if wanted in (normalise(kind.code), normalise(kind.name)):
            return kind.code
    return None


def find_enterprise_id(text: str, actor: Actor) -> int | None:
    """Return the enterprise with this credit code."""
    found = find_enterprise(actor, uscc=text.strip().upper())
    return found.id if found is not None else None


def _create(values: Mapping[str, Any], actor: Actor) -> WorkPermit:
    facts = dict(values)
    kind = WorkKind.objects.get(code=facts["kind_code"])
    wanted = normalise(facts["grade"])
    for grade in kind.grades:
        if wanted in (normalise(grade["code"]), normalise(grade["name"])):
            facts["grade"] = grade["code"]
    return file_permit(actor=actor, **facts)


def _find(values: Mapping[str, Any], actor: Actor) -> WorkPermit | None:
    return (
        visible(WorkPermit, actor)
        .filter(enterprise_id=values["enterprise_id"], number=values["number"])
        .first()
    )


def _export(actor: Actor) -> Iterable[Sequence[Any]]:
    rows = visible(WorkPermit, actor).select_related("enterprise", "kind").order_by("pk")
    for permit in rows.iterator(chunk_size=500):
        yield (
            permit.enterprise.uscc,
            permit.number,
            permit.kind.name,
            permit.grade_label,
            permit.place,
            permit.content,
            timezone.localtime(permit.planned_from).strftime("%Y-%m-%d %H:%M"),
            timezone.localtime(permit.planned_to).strftime("%Y-%m-%d %H:%M"),
            permit.approver,
            permit.guardian,
            permit.contractor,
            permit.workers,
        )


register_import(
    Importer(
        name="permits",
        title=gettext_lazy("Special operations"),
        permission=IMPORT,
        columns=(
            LookupColumn(
                "enterprise_id",
                gettext_lazy("unified social credit code"),
                required=True,
                aliases=("信用代码", "企业信用代码"),
                find=find_enterprise_id,
            ),
            TextColumn("number", gettext_lazy("number"), required=True, max_length=50),
            LookupColumn(
                "kind_code",
                gettext_lazy("kind"),
                required=True,
                aliases=("作业类型", "作业种类"),
                find=find_kind,
                example="动火作业",
            ),
            TextColumn(
                "grade",
                pgettext_lazy("permit", "grade"),
                required=True,
                aliases=("级别",),
                example="一级",
            ),
            TextColumn(
                "place", gettext_lazy("place of work"), required=True, aliases=("作业部位",)
            ),
            TextColumn("content", gettext_lazy("content of work"), required=True, max_length=500),
            MomentColumn("planned_from", gettext_lazy("planned from"), required=True),
            MomentColumn("planned_to", gettext_lazy("planned to"), required=True),
            TextColumn("approver", gettext_lazy("approved by"), required=True, max_length=50),
            TextColumn("guardian", gettext_lazy("guardian"), max_length=50),
            TextColumn("contractor", gettext_lazy("contractor")),
            NumberColumn("workers", gettext_lazy("people at work"), is_whole=True, lowest=1),
        ),
        find=_find,
        create=_create,
        export=_export,
        list_url_name="permits:list",
    )
)
