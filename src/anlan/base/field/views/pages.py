"""Pages of what came from the field: records with their receipts, and notes."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from anlan.base.field.choices import RecordOutcome
from anlan.base.field.models import FieldNote, FieldRecord
from anlan.base.field.registry import find_command
from anlan.base.field.tables import NoteTable, RecordTable
from anlan.base.files.public import attachments_of
from anlan.base.regions.public import names_of
from anlan.kernel.pages import Facet, ListPage, ObjectPage, SavedFilter, fact, fact_group
from anlan.kernel.pages.base import find_url
from anlan.kernel.templatetags.anlan import spell_duration


class RecordListPage(ListPage):
    """What phones of the area sent, newest first."""

    model = FieldRecord
    table_class = RecordTable
    title = gettext_lazy("Field records")
    subtitle = gettext_lazy("What was done on phones and when it arrived here.")
    saved_filters: ClassVar = (
        SavedFilter("all", gettext_lazy("All")),
        SavedFilter(
            "conflicts",
            gettext_lazy("In conflict"),
            Q(outcome=RecordOutcome.CONFLICT),
            counted=True,
        ),
        SavedFilter(
            "refused", gettext_lazy("Refused"), Q(outcome=RecordOutcome.REFUSED), counted=True
        ),
        SavedFilter("mine", gettext_lazy("Mine"), lambda actor: Q(actor_id=actor.id)),
    )
    facets = (
        Facet("outcome", gettext_lazy("Outcome")),
        Facet("region", gettext_lazy("Region"), labels=names_of),
        Facet("person_name", gettext_lazy("Person")),
    )
    select_related = ("region",)
    hidden_columns = ("photo_count", "attempts", "is_clock_doubtful")
    live_topic = "field_records"
    empty_title = gettext_lazy("Nothing has arrived yet")
    empty_text = gettext_lazy(
        "What people send from their phones appears here. They find the app under Field work."
    )


class RecordPage(ObjectPage):
    """One receipt: what was answered, when it was made and when it arrived."""

    model = FieldRecord
    select_related = ("region",)
    live_topic = "field_records"
    breadcrumbs = ((gettext_lazy("Field records"), "field:records"),)

    def get_subtitle(self, obj: FieldRecord) -> str:
        """Who, where."""
        return " · ".join([obj.person_name, *([str(obj.region)] if obj.region else [])])

    def note(self, obj: FieldRecord) -> dict[str, Any] | None:
        """Why it was not carried out; that the clock cannot be trusted."""
        if obj.outcome in (RecordOutcome.REFUSED, RecordOutcome.CONFLICT):
            return {"text": obj.message, "tone": "warning"}
        if obj.is_clock_doubtful:
            text = _("The phone's clock was changed between making and sending.")
            return {"text": text, "tone": "warning"}
        return None

    def facts(self, obj: FieldRecord) -> list[dict[str, Any]]:
        """What, when, how it ended; both versions of a conflict."""
        groups = [
            fact_group(
                pgettext("field record", "What was done"),
                fact(_("Made or changed"), obj.subject_label or "—", url=obj.subject_url),
                fact(_("Outcome"), obj.get_outcome_display()),
                fact(_("Answer"), obj.message, wide=True),
                fact(_("Photos"), obj.photo_count),
            ),
            fact_group(
                _("When"),
                fact(_("Made at (clock of the phone, corrected)"), at=obj.made_at),
                fact(_("Time shown by the phone"), at=obj.device_at),
                fact(pgettext("field record", "Received at"), at=obj.received_at),
                fact(_("On the way"), spell_duration(obj.lag.total_seconds())),
                fact(_("Times sent"), obj.attempts),
            ),
            fact_group(_("Answers given"), *answers(obj)),
        ]
        if obj.conflict:
            mine = dict(obj.conflict.get("mine", ()))
            rows = [
                fact(
                    label,
                    _("on the platform: %(theirs)s; on the phone: %(mine)s")
                    % {"theirs": value, "mine": mine.get(label, "—")},
                    wide=True,
                )
                for label, value in obj.conflict.get("theirs", ())
            ]
            groups.insert(0, fact_group(_("Both versions"), *rows))
        return groups


def answers(record: FieldRecord) -> list[dict[str, Any]]:
    """The answers in the words of the questions, as far as they are known."""
    command = find_command(record.command)
    questions = command.questions if command and not callable(command.questions) else ()
    labels = {question.key: question.label for question in questions}
    found = []
    for key, value in record.values.items():
        if key == "item" or value in (None, ""):
            continue
        if isinstance(value, dict):
            place = [value.get("longitude"), value.get("latitude")]
            words = ", ".join(f"{x:.5f}" for x in place if isinstance(x, int | float))
        else:
            words = str(value)
        found.append(fact(labels.get(key, key), words[:2000], wide=True))
    return found


class NoteListPage(ListPage):
    """The notes of one's area, newest first."""

    model = FieldNote
    table_class = NoteTable
    title = gettext_lazy("Field notes")
    saved_filters: ClassVar = (
        SavedFilter("all", gettext_lazy("All")),
        SavedFilter("mine", gettext_lazy("Mine"), lambda actor: Q(author_id=actor.id)),
    )
    facets = (Facet("region", gettext_lazy("Region"), labels=names_of),)
    search_fields = ("text", "author_name")
    select_related = ("region",)
    live_topic = "field_notes"
    empty_title = gettext_lazy("No note yet")
    empty_text = gettext_lazy("Notes are written on the phone: open Field work and write one.")


class NotePage(ObjectPage):
    """One note with its photos."""

    model = FieldNote
    select_related = ("region",)
    live_topic = "field_notes"
    breadcrumbs = ((gettext_lazy("Field notes"), "field:notes"),)

    def get_subtitle(self, obj: FieldNote) -> str:
        """Who, where."""
        return f"{obj.author_name} · {obj.region}"

    def map_url(self, obj: FieldNote) -> str:
        """The map at the place."""
        address = find_url("onemap:map")
        if not address or obj.location is None:
            return ""
        return f"{address}?at={obj.location.x:.5f},{obj.location.y:.5f}"

    def facts(self, obj: FieldNote) -> list[dict[str, Any]]:
        """The whole text, when and where."""
        place = f"{obj.location.x:.5f}, {obj.location.y:.5f}" if obj.location else "—"
        within = (
            _("within %(metres)d m") % {"metres": round(obj.accuracy_m)}
            if obj.accuracy_m is not None
            else ""
        )
        return [
            fact_group(
                pgettext("field note", "What was seen"),
                fact(_("Text"), obj.text, wide=True),
                fact(_("Noted at"), at=obj.noted_at),
                fact(_("Position"), " ".join(filter(None, [place, within]))),
            )
        ]

    def own_panels(self, obj: FieldNote) -> list[dict[str, Any]]:
        """The photos."""
        files = attachments_of(obj)
        return [
            {
                "id": "photos",
                "title": _("Photos"),
                "count": len(files),
                "template": "field/_photos.html",
                "photos": files,
            }
        ]
