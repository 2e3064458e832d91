"""Appeals: the list, one with its evidence, filing and deciding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from anlan.base.files.public import attachments_of, store_upload
from anlan.governance.assessment import scoring
from anlan.governance.assessment.choices import APPEAL_TONES, AppealState
from anlan.governance.assessment.forms import AppealForm, UpholdForm
from anlan.governance.assessment.models import Appeal, ItemResult
from anlan.governance.assessment.permissions import DECIDE, REPORT
from anlan.governance.assessment.services import appeals
from anlan.governance.assessment.states import APPEAL
from anlan.governance.assessment.tables import AppealTable
from anlan.kernel.pages import (
    ChangePage,
    ListPage,
    ObjectPage,
    SavedFilter,
    TransitionView,
    fact,
    fact_group,
)
from anlan.kernel.registry import Verb

CRUMBS = (
    (gettext_lazy("Assessments"), "assessment:runs"),
    (gettext_lazy("Appeals"), "assessment:appeals"),
)


class AppealListPage(ListPage):
    """What units do not agree with."""

    model = Appeal
    table_class = AppealTable
    title = gettext_lazy("Appeals")
    saved_filters: ClassVar = (
        SavedFilter("open", gettext_lazy("To decide"), Q(state=AppealState.FILED), counted=True),
        SavedFilter("all", gettext_lazy("All")),
    )
    search_fields = ("text", "item_result__item__name")
    select_related = (
        "item_result__item",
        "item_result__result__run",
        "item_result__result__organisation",
        "item_result__result__person",
    )
    ordering = ("-filed_at",)
    live_topic = "assessment"
    breadcrumbs = ((gettext_lazy("Assessments"), "assessment:runs"),)
    empty_title = gettext_lazy("No appeal here")
    empty_text = gettext_lazy(
        "Units appeal item by item after the draft is published; what they file appears here."
    )


class AppealPage(ObjectPage):
    """One appeal."""

    model = Appeal
    template = "assessment/appeal.html"
    machine = APPEAL
    state_tones = APPEAL_TONES
    transition_url_name = "assessment:appeal_step"
    transition_forms: ClassVar = {"uphold": "assessment:uphold"}
    select_related = (
        "item_result__item",
        "item_result__result__run",
        "item_result__result__organisation",
        "item_result__result__person",
    )
    breadcrumbs = CRUMBS
    live_topic = "assessment"

    def get_title(self, obj: Appeal) -> str:
        """Against which item."""
        return obj.item_result.item.name

    def get_subtitle(self, obj: Appeal) -> str:
        """Whose, in which assessment."""
        return str(obj.item_result.result)

    def facts(self, obj: Appeal) -> list[dict[str, Any]]:
        """What is asked, what was decided."""

        def shown(value: Any) -> str | None:
            return None if value is None else scoring.plain(value)

        return [
            fact_group(
                pgettext("assessment", "Appeal"),
                fact(_("what is wrong"), obj.text, wide=True),
                fact(
                    _("points before"),
                    shown(obj.points_before),
                    unit=f"/ {scoring.plain(obj.item_result.item.points)}",
                    url=obj.item_result.get_absolute_url(),
                ),
                fact(_("points asked for"), shown(obj.wanted_points)),
                fact(_("filed by"), obj.filed_by, as_of=obj.filed_at),
                fact(_("points after"), shown(obj.points_after)),
                fact(_("words of the decision"), obj.decision, wide=True),
                fact(_("decided by"), obj.decided_by, as_of=obj.decided_at),
            )
        ]

    def own_verbs(self, obj: Appeal) -> Iterable[Verb]:
        """To the item."""
        yield Verb(
            "item",
            _("Open the item"),
            obj.item_result.get_absolute_url(),
            method="get",
            icon="clipboard-list",
        )

    def describe(self, obj: Appeal) -> dict[str, Any]:
        """Add the evidence."""
        return super().describe(obj) | {"files": attachments_of(obj)}


class AppealStep(TransitionView):
    """Let stand, withdraw; upholding needs the right points (``UpholdPage``)."""

    model = Appeal
    machine = APPEAL
    id_argument = "appeal_id"
    services: ClassVar = {
        "reject": appeals.reject_appeal,
        "withdraw": appeals.withdraw_appeal,
    }


class FilePage(ChangePage):
    """File an appeal."""

    model = ItemResult
    permission = REPORT
    form_class = AppealForm
    title = gettext_lazy("Appeal against the points")
    breadcrumbs = CRUMBS
    submit_label = gettext_lazy("File the appeal")
    success_text = gettext_lazy("Filed. Others than those who marked will decide.")

    def get_initial(self) -> Mapping[str, Any]:
        """Nothing is said yet."""
        return {}

    def describe(self, form: Any) -> dict[str, Any]:
        """Name the item and its points."""
        return {
            **super().describe(form),
            "subtitle": f"{self.obj.item.name} · {self.obj.words}",
        }

    def save(self, form: Any) -> Appeal:
        """Call the service, then keep the file."""
        data = form.cleaned_data
        appeal = appeals.file_appeal(
            item_result_id=self.obj.pk,
            text=data["text"],
            wanted_points=data["wanted_points"],
            actor=self.actor,
        )
        if data["file"]:
            store_upload(uploaded=data["file"], subject=appeal, actor=self.actor, kind="document")
        return appeal


class UpholdPage(ChangePage):
    """Uphold with the right points."""

    model = Appeal
    permission = DECIDE
    form_class = UpholdForm
    title = gettext_lazy("Uphold the appeal")
    breadcrumbs = CRUMBS

    def get_initial(self) -> Mapping[str, Any]:
        """What the unit asks for."""
        return {"given": self.obj.wanted_points}

    def describe(self, form: Any) -> dict[str, Any]:
        """Name the item."""
        return {**super().describe(form), "subtitle": str(self.obj)}

    def save(self, form: Any) -> Appeal:
        """Call the service."""
        return appeals.uphold_appeal(appeal_id=self.obj.pk, actor=self.actor, **form.cleaned_data)

    def success_url(self, saved: Any) -> str:
        """Back to the appeal."""
        return reverse("assessment:appeal", args=[self.obj.pk])
