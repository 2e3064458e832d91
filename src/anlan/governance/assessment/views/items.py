"""One item of one unit: hand in, decide, appeal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from anlan.base.files.public import attachments_of, store_upload
from anlan.governance.assessment import scoring
from anlan.governance.assessment.choices import Means, RunState
from anlan.governance.assessment.forms import HandInForm, SettleForm
from anlan.governance.assessment.models import ItemResult, UnitResult
from anlan.governance.assessment.permissions import (
    MARK,
    REPORT,
    SETTLE,
    VIEW_RESULT,
    sees_marks,
)
from anlan.governance.assessment.services import marking, settling
from anlan.kernel.pages import ChangePage, ObjectPage, TimelineEntry, fact, fact_group
from anlan.kernel.policy import policy_of
from anlan.kernel.registry import Verb

CRUMBS = ((gettext_lazy("Assessments"), "assessment:runs"),)
RELATED = ("item__part", "item__assessor", "result__run__scheme", "result__organisation")


class ItemPage(ObjectPage):
    """What was found, how many points, why; evidence and marks."""

    model = ItemResult
    template = "assessment/item.html"
    select_related = (*RELATED, "result__person")
    breadcrumbs = CRUMBS
    live_topic = "assessment"
    #: A mark that was refused: what was typed, and why.
    kept_mark: Mapping[str, Any] | None = None

    def get_title(self, obj: ItemResult) -> str:
        """The item."""
        return obj.item.name

    def get_subtitle(self, obj: ItemResult) -> str:
        """Whose, in which assessment."""
        return str(obj.result)

    def state(self, obj: ItemResult) -> Mapping[str, Any]:
        """How it stands."""
        return {"label": obj.get_state_display(), "tone": obj.tone, "value": obj.state}

    def timeline(self, obj: ItemResult) -> list[TimelineEntry] | None:
        """The steps name marks and reasons: they wait for publication as these do."""
        return super().timeline(obj) if sees_marks(self.actor, obj.result) else None

    def facts(self, obj: ItemResult) -> list[dict[str, Any]]:
        """Points and why; the facts behind them."""
        item, facts = obj.item, obj.facts
        plain = scoring.plain
        shows = sees_marks(self.actor, obj.result)
        who = item.assessor if item.assessor is not None else _("committee office")
        found = [
            fact_group(
                pgettext("assessment", "Item"),
                fact(
                    pgettext("assessment", "points"),
                    plain(obj.points) if shows and obj.points is not None else None,
                    unit=f"/ {plain(item.points)}",
                ),
                fact(_("why so many points"), obj.words if shows else "", wide=True),
                fact(pgettext("assessment", "effect"), item.get_effect_display()),
                fact(pgettext("assessment", "seen from"), item.get_means_display()),
                fact(_("what is asked"), item.requirement, wide=True),
                fact(
                    pgettext("assessment", "assessed by"),
                    None if item.means == Means.AUTOMATIC else who,
                ),
                fact(
                    _("basis"),
                    item.basis,
                    wide=True,
                    help="" if item.is_verified or not item.basis else _("text not verified"),
                ),
                fact(_("decided by the office"), obj.settled_by),
            )
        ]
        if facts:
            found.append(
                fact_group(
                    _("Facts"),
                    fact(
                        pgettext("assessment", "found"),
                        facts.get("words"),
                        wide=True,
                        url=facts.get("url") or "",
                    ),
                    fact(_("value"), facts.get("value"), formula=facts.get("formula")),
                    fact(_("numerator"), facts.get("numerator")),
                    fact(_("denominator"), facts.get("denominator")),
                    fact(_("scoring rule"), scoring.rule_words(facts.get("rule") or {}), wide=True),
                    fact(_("source of the figure"), facts.get("source_name")),
                )
            )
        return found

    def own_verbs(self, obj: ItemResult) -> Iterable[Verb]:
        """Hand in, decide, appeal."""
        run = obj.result.run
        evidence = obj.item.means == Means.EVIDENCE
        reports = self.rights.can(self.actor, REPORT, obj)
        if reports and evidence and run.state == RunState.OPEN:
            yield Verb(
                "hand_in",
                _("Hand in"),
                reverse("assessment:hand_in", args=[obj.pk]),
                method="get",
                style="primary",
                icon="upload",
            )
        if reports and run.state == RunState.PUBLISHED:
            yield Verb(
                "appeal",
                _("Appeal against these points"),
                reverse("assessment:appeal_file", args=[obj.pk]),
                method="get",
                icon="scale",
            )
        decides = self.rights.can(self.actor, SETTLE, obj)
        own = obj.result.organisation_id == self.actor.organisation_id
        if run.state in settling.STAGES and decides and not own:
            yield Verb(
                "settle",
                _("Decide on this item"),
                reverse("assessment:settle", args=[obj.pk]),
                method="get",
                icon="gavel",
            )

    def describe(self, obj: ItemResult) -> dict[str, Any]:
        """Add evidence, marks and appeals."""
        may_mark = (
            obj.item.means == Means.EVIDENCE
            and obj.result.run.state in marking.MARKING
            and self.rights.can(self.actor, MARK, obj)
            and obj.result.organisation_id != self.actor.organisation_id
        )
        kept: dict[str, Any] = {"kept_mark": self.kept_mark}
        if self.kept_mark is not None:
            kept["live_topic"] = ""  # a refreshed page would lose what was typed
        sees = policy_of(UnitResult).can(self.actor, VIEW_RESULT, obj.result)
        return super().describe(obj) | {
            "files": attachments_of(obj),
            "marks": list(obj.marks.all()) if sees_marks(self.actor, obj.result) else [],
            "appeals": list(obj.appeals.all()) if sees_marks(self.actor, obj.result) else [],
            "losses": obj.facts.get("losses", []),
            "kept": obj.facts.get("kept", []),
            "may_mark": may_mark,
            "result_url": obj.result.get_absolute_url() if sees else "",
            **kept,
        }


class ItemForm(ChangePage):
    """A form about an item of a unit."""

    model = ItemResult
    breadcrumbs = CRUMBS

    def describe(self, form: Any) -> dict[str, Any]:
        """Name the item and what is asked."""
        asked = f"{self.obj.item.name} · {self.obj.result.who}"
        return {**super().describe(form), "subtitle": asked, "law": self.obj.item.requirement}


class HandInPage(ItemForm):
    """Hand in evidence; on a phone too."""

    permission = REPORT
    form_class = HandInForm
    title = gettext_lazy("Hand in evidence")
    submit_label = gettext_lazy("Hand in")
    success_text = gettext_lazy("Handed in.")

    def get_initial(self) -> Mapping[str, Any]:
        """What was said before."""
        return {"note": self.obj.self_note, "self_points": self.obj.self_points}

    def save(self, form: Any) -> ItemResult:
        """Keep the file, then call the service."""
        data = form.cleaned_data
        if data["file"]:
            store_upload(uploaded=data["file"], subject=self.obj, actor=self.actor, kind="document")
        return marking.hand_in(
            item_result_id=self.obj.pk,
            note=data["note"],
            self_points=data["self_points"],
            actor=self.actor,
        )


class SettlePage(ItemForm):
    """Decide on an item without data."""

    permission = SETTLE
    form_class = SettleForm
    title = gettext_lazy("Decide on this item")

    def save(self, form: Any) -> ItemResult:
        """Call the service."""
        return settling.settle_item(
            item_result_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        )
