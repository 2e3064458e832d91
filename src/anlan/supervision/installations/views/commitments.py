"""The daily commitment: list, calendar, writing, signing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from anlan.kernel import clock
from anlan.kernel.errors import NotVisible
from anlan.kernel.pages import (
    ActorPage,
    ChangePage,
    ListPage,
    ObjectPage,
    SavedFilter,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import policy_of, visible
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, render_page, requires
from anlan.supervision.enterprises.public import find_enterprise, get_enterprise
from anlan.supervision.installations.choices import COMMITMENT_TONES
from anlan.supervision.installations.constants import CALENDAR_DAYS
from anlan.supervision.installations.filters import COMMITMENT_FACETS
from anlan.supervision.installations.forms import (
    CommitmentForm,
    commitment_initial,
    commitment_steps,
)
from anlan.supervision.installations.models import Commitment, ScreenLink
from anlan.supervision.installations.models.commitment import LEVELS
from anlan.supervision.installations.permissions import SIGN, VIEW
from anlan.supervision.installations.selectors.checks import contradictions, days_of, first_day
from anlan.supervision.installations.services.commitments import (
    COUNTS,
    due_at,
    obliged_enterprises,
    prepare_commitment,
    save_commitment,
    sign_commitment,
)
from anlan.supervision.installations.tables import CommitmentTable

BREADCRUMBS = ((gettext_lazy("Daily commitments"), "installations:commitments"),)


def today_q(*_actor: Any) -> Q:
    """Commitments of this day."""
    return Q(on=clock.today())


class CommitmentListPage(ListPage):
    """Commitments of one's area, newest day first; who is missing stands above."""

    model = Commitment
    title = gettext_lazy("Daily commitments")
    subtitle = gettext_lazy("Risk judgement and commitment of enterprises with major hazards")
    template = "installations/commitments.html"
    table_class = CommitmentTable
    facets = COMMITMENT_FACETS
    saved_filters: ClassVar = (
        SavedFilter("today", gettext_lazy("Today"), today_q, counted=True),
        SavedFilter("late", gettext_lazy("Late"), Q(is_late=True)),
        SavedFilter("grave", gettext_lazy("Larger and major risk"), Q(level__lte=2)),
        SavedFilter("all", gettext_lazy("All")),
    )
    search_fields = ("enterprise__search_text",)
    select_related = ("enterprise",)
    ordering = ("-on", "-pk")
    live_topic = "commitments"
    empty_title = gettext_lazy("No commitment here yet")
    empty_text = gettext_lazy(
        "Each enterprise with a major hazard installation signs one every day before the hour."
    )

    def describe(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add who has not signed today."""
        page = super().describe(*args, **kwargs)
        day = clock.today()
        signed = set(
            Commitment.objects.filter(on=day, state="signed").values_list(
                "enterprise_id", flat=True
            )
        )
        rights = policy_of(Commitment)
        missing = [
            {
                "label": str(unit.enterprise),
                "url": reverse("installations:calendar", args=[enterprise_id]),
            }
            for enterprise_id, unit in obliged_enterprises().items()
            if enterprise_id not in signed
            and rights.can(self.actor, VIEW, Commitment(enterprise=unit.enterprise))
        ]
        page["missing"] = missing
        page["due_at"] = due_at(day)
        page["may_sign"] = self.actor.has(SIGN)
        return page


class CommitmentPage(ObjectPage):
    """One day of one enterprise."""

    model = Commitment
    select_related = ("enterprise", "copied_from")
    breadcrumbs = BREADCRUMBS
    state_tones = COMMITMENT_TONES

    def get_title(self, obj: Commitment) -> str:
        """Whose day."""
        return _("Commitment of %(day)s") % {"day": obj.on}

    def get_subtitle(self, obj: Commitment) -> str:
        """Whose."""
        return str(obj.enterprise)

    def level(self, obj: Commitment) -> int:
        """The judgement of the plant."""
        return obj.level

    def state(self, obj: Commitment) -> Mapping[str, Any]:
        """Signed or not; late is said."""
        if obj.state == "signed" and obj.is_late:
            return {"label": _("signed late"), "tone": "overdue"}
        return {"label": obj.get_state_display(), "tone": COMMITMENT_TONES[obj.state]}

    def due(self, obj: Commitment) -> Any:
        """The hour, while it is not signed."""
        return due_at(obj.on) if obj.state == "draft" else None

    def note(self, obj: Commitment) -> Mapping[str, Any] | None:
        """What contradicts itself."""
        found = contradictions(obj)
        if found:
            return {"text": " ".join(found), "tone": "warning"}
        return None

    def facts(self, obj: Commitment) -> list[dict[str, Any]]:
        """What is announced, and how it differs from the day it was copied from."""
        old = obj.copied_from

        def counted(name: str) -> dict[str, Any]:
            value = getattr(obj, name)
            before = getattr(old, name) if old else value
            label = obj._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            changed = _("yesterday %(value)s") % {"value": before} if before != value else ""
            return fact(label, value, help=changed)

        operations = []
        for row in obj.operation_rows():
            before = int(old.operations.get(row["code"], 0)) if old else row["count"]
            if row["count"] or before:
                changed = _("yesterday %(value)s") % {"value": before}
                help_text = changed if before != row["count"] else ""
                operations.append(fact(row["label"], row["count"], help=help_text))
        return [
            fact_group(_("State of the units"), *(counted(n) for n in COUNTS[:6])),
            fact_group(
                _("Special operations and contractors"),
                *(operations or [fact(_("special operations"), _("none"))]),
                *(counted(n) for n in COUNTS[6:]),
            ),
            fact_group(
                _("Commitment"),
                fact(_("main risks and measures"), obj.measures, wide=True),
                fact(_("commitment"), obj.statement, wide=True),
                fact(_("signed by"), obj.signed_by),
                fact(_("signed at"), None, at=obj.signed_at),
            ),
        ]

    def own_verbs(self, obj: Commitment) -> Iterable[Verb]:
        """Write, sign, calendar."""
        if obj.state == "draft" and self.rights.can(self.actor, SIGN, obj):
            over = None
            if obj.on != clock.today():
                over = _("This day was missed.")
            yield Verb(
                "sign",
                _("Sign and announce"),
                reverse("installations:sign_commitment", args=[obj.pk]),
                style="primary",
                icon="check",
                blocked_reason=over,
                confirm=_("Signed, it is announced as it stands and cannot be changed."),
            )
            yield Verb(
                "write",
                _("Write"),
                reverse("installations:write_commitment", args=[obj.pk]),
                method="get",
                icon="pencil",
                blocked_reason=over,
            )
        yield Verb(
            "calendar",
            _("Calendar"),
            reverse("installations:calendar", args=[obj.enterprise_id]),
            method="get",
            icon="calendar",
        )

    def own_panels(self, obj: Commitment) -> Iterable[Mapping[str, Any]]:
        """Judgements from workshop to plant; contradictions one by one."""
        words = dict(LEVELS)
        yield {
            "id": "judgements",
            "title": _("Judgements of the workshops"),
            "count": len(obj.judgements),
            "rows": [
                {
                    "label": row["workshop"],
                    "level": row["level"],
                    "where": row["text"],
                    "value": words[row["level"]],
                    "holder": row["person"],
                }
                for row in obj.judgements
            ],
            "empty": _("No workshop has judged yet."),
        }
        found = contradictions(obj)
        if found:
            yield {
                "id": "contradictions",
                "title": _("Contradictions"),
                "count": len(found),
                "rows": [{"label": text, "level": 3} for text in found],
            }


class WritePage(ChangePage):
    """Write the commitment of the day; what was copied is marked where it differs."""

    model = Commitment
    permission = SIGN
    title = gettext_lazy("Risk judgement of the day")
    breadcrumbs = BREADCRUMBS
    template = "installations/write.html"
    form_class = CommitmentForm
    law = gettext_lazy("Emergency [2018] No. 74 (not verified)")
    success_text = gettext_lazy("Kept. Check it and sign it.")

    def get_initial(self) -> Mapping[str, Any]:
        """The draft."""
        return commitment_initial(self.obj)

    def describe(self, form: Any) -> dict[str, Any]:
        """Steps; what it was copied from."""
        words = f"{self.obj.enterprise} · {self.obj.on}"
        if self.obj.copied_from:
            copied = _("copied from %(day)s") % {"day": self.obj.copied_from.on}
            words = f"{words} · {copied}"
        return {**super().describe(form), "steps": commitment_steps(), "subtitle": words}

    def save(self, form: CommitmentForm) -> Commitment:
        """Call the service."""
        return save_commitment(
            commitment_id=self.obj.pk,
            actor=self.actor,
            **form.facts(self.actor.display_name),
        )


@require_POST
@requires(SIGN)
def today(request: ActorRequest) -> HttpResponse:
    """Open the draft of today of one's own enterprise."""
    wanted = request.POST.get("enterprise", "")
    if wanted.isdigit():
        firm_id = int(wanted)
    else:
        firm = find_enterprise(request.actor, organisation_id=request.actor.organisation_id)
        if firm is None:
            raise NotVisible
        firm_id = firm.id
    draft = prepare_commitment(enterprise_id=firm_id, actor=request.actor)
    if draft.state == "signed":
        return go_to(request, draft.get_absolute_url())
    return go_to(request, reverse("installations:write_commitment", args=[draft.pk]))


@require_POST
@requires(SIGN)
def sign(request: ActorRequest, pk: int) -> HttpResponse:
    """Sign and announce."""
    signed = sign_commitment(commitment_id=pk, actor=request.actor)
    messages.success(request, _("Signed and announced."))
    return go_to(request, signed.get_absolute_url())


class CalendarPage(ActorPage):
    """The last weeks of an enterprise: signed, late, missing; its screens."""

    model = Commitment

    def get(self, request: Any, pk: int) -> HttpResponse:
        """Show the weeks, Monday first."""
        firm = get_enterprise(pk, self.actor)
        last = clock.today()
        first = last - timedelta(days=CALENDAR_DAYS - 1)
        first -= timedelta(days=first.weekday())
        by_day, late, _missing = days_of(pk, first, last)
        since = first_day(pk)
        hour_passed = clock.now() > due_at(last)
        days = []
        for n in range((last - first).days + 1):
            day = first + timedelta(days=n)
            found = by_day.get(day)
            if found is not None and found.state == "signed":
                late_word = pgettext("commitment", "late")
                mark, tone = (late_word, "late") if found.is_late else (_("on time"), "done")
            elif since is None or day < since:
                mark, tone = "—", "before"
            elif day == last and not hour_passed:
                mark, tone = _("not yet"), "waiting"
            else:
                mark, tone = pgettext("commitment", "missing"), "missing"
            days.append({"day": day, "commitment": found, "mark": mark, "tone": tone})
        is_obliged = pk in obliged_enterprises()
        page = {
            "title": _("Commitments of %(name)s") % {"name": firm.short_name or firm.name},
            "subtitle": firm.name,
            "breadcrumbs": [{"label": label, "url": reverse(name)} for label, name in BREADCRUMBS],
            "weeks": [days[i : i + 7] for i in range(0, len(days), 7)],
            "late": late,
            "missing": sum(day["tone"] == "missing" for day in days),
            "total": len(days),
            "is_obliged": is_obliged,
            "firm": firm,
            "may_sign": self.actor.has(SIGN) and is_obliged,
            "screens": list(visible(ScreenLink, self.actor).filter(enterprise_id=pk))
            if self.actor.has(SIGN)
            else [],
        }
        return render_page(request, "installations/calendar.html", {"page": page})
