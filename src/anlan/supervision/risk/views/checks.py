"""Checks of controls: today's, missed ones, one check, recording it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.base.files.public import attachments_of, store_upload
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.pages import ChangePage, ListPage, ObjectPage, SavedFilter, fact, fact_group
from anlan.kernel.registry import Verb
from anlan.supervision.risk.choices import CHECK_TONES
from anlan.supervision.risk.filters import CHECK_FACETS
from anlan.supervision.risk.forms import CheckForm
from anlan.supervision.risk.models import ControlCheck
from anlan.supervision.risk.permissions import CHECK, VIEW
from anlan.supervision.risk.services.checks import record_check
from anlan.supervision.risk.tables import CheckTable
from anlan.supervision.risk.views.units import OVERVIEW

CHECKS = (gettext_lazy("Checks of controls"), "risk:checks")


def open_now(actor: Actor) -> Q:
    """Checks whose period runs now."""
    return Q(state="due", opens_at__lte=clock.now())


class CheckListPage(ListPage):
    """Checks of one's area: what is to be checked now, what was missed, what was found."""

    model = ControlCheck
    table_class = CheckTable
    facets = CHECK_FACETS
    title = gettext_lazy("Checks of controls")
    breadcrumbs: ClassVar = (OVERVIEW,)
    saved_filters: ClassVar = (
        SavedFilter("now", gettext_lazy("To be checked"), open_now, counted=True),
        SavedFilter(
            "mine",
            gettext_lazy("Mine"),
            lambda actor: open_now(actor) & Q(checker_id=actor.person_id or 0),
            counted=True,
        ),
        SavedFilter("missed", gettext_lazy("Missed"), Q(state="missed"), counted=True),
        SavedFilter("abnormal", gettext_lazy("Abnormal"), Q(state="abnormal"), counted=True),
        SavedFilter("all", gettext_lazy("All")),
    )
    ordering = ("due_at", "pk")
    select_related = ("control", "unit", "enterprise", "checker")
    hidden_columns = ("checked_by",)
    live_topic = "risks"
    empty_title = gettext_lazy("No check here")
    empty_text = gettext_lazy(
        "Checks are made from the controls: give a control a period and a person, and put the "
        "assessment in force."
    )

    def queryset(self) -> Any:
        """Of one unit when the address names it."""
        rows = super().queryset()
        unit = self.request.GET.get("unit", "")
        return rows.filter(unit_id=int(unit)) if unit.isdigit() else rows


class CheckPage(ObjectPage):
    """One check: what, who, until when, what was found, with its photos."""

    model = ControlCheck
    select_related = ("enterprise", "unit", "control", "checker")
    breadcrumbs: ClassVar = (OVERVIEW, CHECKS)

    def get_title(self, obj: ControlCheck) -> str:
        """What is checked."""
        return obj.control.check_content or obj.control.description

    def get_subtitle(self, obj: ControlCheck) -> str:
        """Enterprise and unit."""
        return f"{obj.enterprise} · {obj.unit}"

    def state(self, obj: ControlCheck) -> dict[str, Any]:
        """What became of it."""
        return {"label": obj.get_state_display(), "tone": CHECK_TONES[obj.state]}

    def holder(self, obj: ControlCheck) -> dict[str, Any] | None:
        """Who checks."""
        return {"label": str(obj.checker), "url": ""} if obj.checker else None

    def due(self, obj: ControlCheck) -> Any:
        """Until when, while it is open."""
        return obj.due_at if obj.state == "due" else None

    def facts(self, obj: ControlCheck) -> list[dict[str, Any]]:
        """The control and the outcome."""
        return [
            fact_group(
                _("Check"),
                fact(
                    _("control measure"),
                    str(obj.control),
                    url=obj.control.get_absolute_url(),
                    wide=True,
                ),
                fact(_("risk unit"), str(obj.unit), url=obj.unit.get_absolute_url()),
                fact(_("from"), at=obj.opens_at),
                fact(_("due"), at=obj.due_at),
            ),
            fact_group(
                _("Outcome"),
                fact(_("finding"), obj.finding, wide=True),
                fact(_("checked at"), at=obj.checked_at),
                fact(_("checked by"), obj.checked_by),
                fact(_("done late"), _("yes") if obj.is_late else _("no")),
            ),
        ]

    def own_panels(self, obj: ControlCheck) -> Iterable[dict[str, Any]]:
        """Its photos."""
        photos = attachments_of(obj)
        yield {
            "id": "photos",
            "title": _("Photos"),
            "count": len(photos),
            "rows": [
                {"label": photo.name, "url": photo.url, "at": photo.captured_at or photo.created_at}
                for photo in photos
            ],
            "empty": _("No photo was taken."),
        }

    def own_verbs(self, obj: ControlCheck) -> Iterable[Verb]:
        """Record it."""
        if obj.state in ("due", "missed") and may_record(self.actor, obj):
            yield Verb(
                "record",
                _("Record the check"),
                reverse("risk:record_check", args=[obj.pk]),
                method="get",
                icon="list-check",
                style="primary",
                blocked_reason=None
                if obj.opens_at <= clock.now()
                else _("The period of this check has not begun yet."),
            )


def may_record(actor: Actor, check: ControlCheck) -> bool:
    """Whether an actor may record a check: by right, or as the person named."""
    from anlan.kernel.policy import policy_of

    named = actor.person_id is not None and actor.person_id == check.checker_id
    return named or policy_of(ControlCheck).can(actor, CHECK, check)


class CheckRecordPage(ChangePage):
    """Record a check, on the desktop and on the phone."""

    model = ControlCheck
    permission = VIEW
    breadcrumbs: ClassVar = (OVERVIEW, CHECKS)
    form_class = CheckForm
    title = gettext_lazy("Record the check")
    submit_label = gettext_lazy("Record")
    success_text = gettext_lazy("The check is recorded.")

    def get_initial(self) -> dict[str, Any]:
        """Nothing is chosen beforehand."""
        return {}

    def describe(self, form: Any) -> dict[str, Any]:
        """What is checked, under the heading."""
        control = self.obj.control
        words = control.check_content or control.description
        return {**super().describe(form), "subtitle": f"{self.obj.unit} · {words}"}

    @transaction.atomic
    def save(self, form: Any) -> ControlCheck:
        """Keep the photo, then call the service."""
        data = form.cleaned_data
        photos = []
        if data["photo"]:
            photos.append(
                store_upload(uploaded=data["photo"], subject=self.obj, actor=self.actor).id
            )
        return record_check(
            check_id=self.obj.pk,
            is_normal=data["outcome"] == "normal",
            finding=data["finding"],
            photo_ids=photos,
            actor=self.actor,
        )
