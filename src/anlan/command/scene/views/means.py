"""The register of means of communication."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.command.scene.choices import MEANS_TONES
from anlan.command.scene.forms import MeansChangeForm, MeansCheckForm, MeansForm
from anlan.command.scene.models import CommunicationMeans, MeansCheck
from anlan.command.scene.permissions import CHECK_MEANS, KEEP_MEANS
from anlan.command.scene.services.means import (
    change_means,
    check_means,
    create_means,
    home_region,
)
from anlan.command.scene.tables import MeansTable
from anlan.kernel.pages import (
    ChangePage,
    CreatePage,
    Facet,
    ListPage,
    ObjectPage,
    RelatedList,
    SavedFilter,
    fact,
    fact_group,
)
from anlan.kernel.policy import policy_of
from anlan.kernel.registry import Verb

CRUMBS = ((pgettext_lazy("menu", "Means of communication"), "scene:means_list"),)


class MeansListPage(ListPage):
    """All means of communication of one's area or team."""

    model = CommunicationMeans
    table_class = MeansTable
    title = pgettext_lazy("menu", "Means of communication")
    saved_filters: ClassVar = (
        SavedFilter("all", gettext_lazy("All")),
        SavedFilter("not_ready", gettext_lazy("Not ready"), ~Q(state="ready"), counted=True),
    )
    facets = (Facet("kind", gettext_lazy("Kind")), Facet("state", gettext_lazy("State")))
    search_fields = ("name", "code", "number")
    select_related = ("team",)
    ordering = ("code",)
    hidden_columns = ("code",)
    create_url_name, create_permission = "scene:create_means", KEEP_MEANS
    live_topic = "scene_means"
    empty_title = gettext_lazy("No means of communication yet")
    empty_text = gettext_lazy(
        "Enter satellite phones, radio sets, BeiDou and 5G terminals, command vehicles and UAVs."
    )


def check_row(check: MeansCheck) -> Mapping[str, Any]:
    """A check as a line."""
    return {
        "label": check.get_state_display(),
        "where": check.note,
        "holder": check.actor_name,
        "at": check.at,
    }


class MeansPage(ObjectPage):
    """One means of communication."""

    model = CommunicationMeans
    select_related = ("team", "region")
    edit_url_name, edit_permission = "scene:change_means", KEEP_MEANS
    live_topic = "scene_means"
    breadcrumbs = CRUMBS
    related = (
        RelatedList(
            "checks",
            gettext_lazy("Checks"),
            MeansCheck,
            lambda rows, means: rows.filter(means=means),
            check_row,
            empty=gettext_lazy("It has never been tried. Try it and write down how it was found."),
        ),
    )

    def number(self, obj: Any) -> str:
        """Its code."""
        return str(obj.code)

    def state(self, obj: Any) -> Mapping[str, Any] | None:
        """How it was found last."""
        return {"label": obj.get_state_display(), "tone": MEANS_TONES[obj.state]}

    def facts(self, obj: Any) -> list[dict[str, Any]]:
        """Whose it is and how it is reached."""
        return [
            fact_group(
                _("Means of communication"),
                fact(_("Kind"), obj.get_kind_display()),
                fact(_("Call number or frequency"), obj.number),
                fact(_("Team"), obj.team),
                fact(_("Region"), obj.region),
                fact(_("Note"), obj.note, wide=True),
            ),
            fact_group(
                _("Checks"),
                fact(_("last tried on"), obj.checked_on),
                fact(_("to be tried by"), obj.due_on),
                fact(_("To be tried every (days)"), obj.check_every_days),
            ),
        ]

    def own_verbs(self, obj: Any) -> Iterable[Verb]:
        """Try it."""
        if policy_of(CommunicationMeans).can(self.actor, CHECK_MEANS, obj):
            yield Verb(
                name="check",
                label=_("Try it"),
                url=reverse("scene:check_means", args=[obj.pk]),
                method="get",
                style="primary",
                icon="broadcast",
            )


class CreateMeansPage(CreatePage):
    """Enter a means of communication."""

    model = CommunicationMeans
    permission = KEEP_MEANS
    form_class = MeansForm
    form_takes_actor = True
    breadcrumbs = CRUMBS
    title = gettext_lazy("Enter a means of communication")

    def save(self, form: Any) -> CommunicationMeans:
        """Call the service; it belongs where the office is."""
        return create_means(
            region_code=home_region(self.actor), actor=self.actor, **form.cleaned_data
        )


class ChangeMeansPage(ChangePage):
    """Change a means of communication."""

    model = CommunicationMeans
    permission = KEEP_MEANS
    form_class = MeansChangeForm
    form_takes_actor = True
    breadcrumbs = CRUMBS
    title = gettext_lazy("Change the means of communication")

    def get_initial(self) -> Mapping[str, Any]:
        """As it stands."""
        return {
            name: getattr(self.obj, name)
            for name in ("kind", "name", "number", "team_id", "check_every_days", "note")
        }

    def save(self, form: Any) -> CommunicationMeans:
        """Call the service."""
        return change_means(means_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class CheckMeansPage(ChangePage):
    """Try a means of communication."""

    model = CommunicationMeans
    permission = CHECK_MEANS
    form_class = MeansCheckForm
    breadcrumbs = CRUMBS
    title = gettext_lazy("How was it found?")
    keeps_draft = False

    def get_initial(self) -> Mapping[str, Any]:
        """As it was."""
        return {"state": self.obj.state}

    def save(self, form: Any) -> CommunicationMeans:
        """Call the service."""
        return check_means(means_id=self.obj.pk, actor=self.actor, **form.cleaned_data).means
