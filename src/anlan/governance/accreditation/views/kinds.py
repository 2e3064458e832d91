"""Kinds of demonstration unit as data: criteria, grounds, versions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_POST

from anlan.governance.accreditation.choices import CaseState, Effect, KindState
from anlan.governance.accreditation.forms import CriterionForm, GroundForm, KindForm
from anlan.governance.accreditation.models import Case, Criterion, ExitGround, Kind
from anlan.governance.accreditation.permissions import APPLY, KEEP, NAME
from anlan.governance.accreditation.registry import find_check
from anlan.governance.accreditation.services import kinds as services
from anlan.governance.accreditation.states import KIND
from anlan.governance.accreditation.tables import KindTable
from anlan.governance.accreditation.views.cases import CRUMBS
from anlan.kernel.pages import (
    ChangePage,
    ListPage,
    ObjectPage,
    SavedFilter,
    TransitionView,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import get_visible, visible
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires

KIND_CRUMBS = (*CRUMBS, (gettext_lazy("Kinds of demonstration unit"), "accreditation:kinds"))


class KindListPage(ListPage):
    """What there is, with level, applicants and basis."""

    model = Kind
    table_class = KindTable
    title = gettext_lazy("Kinds of demonstration unit")
    live_topic = "accreditation"
    breadcrumbs = CRUMBS
    saved_filters: ClassVar = (
        SavedFilter(
            "current",
            gettext_lazy("In force and drafts"),
            None,
        ),
        SavedFilter("all", gettext_lazy("All")),
    )
    select_related = ("lead",)
    ordering = ("name", "-version")
    search_fields = ("name", "basis")
    empty_title = pgettext_lazy("accreditation", "No kind is loaded")
    empty_text = gettext_lazy("The reference tables bring eight kinds.")

    def queryset(self) -> Any:
        """Without former versions, unless asked for."""
        rows = super().queryset()
        return rows if self.request.GET.get("tab") == "all" else rows.exclude(state="retired")


class KindPage(ObjectPage):
    """One version of a kind: who, by which criteria, how long, when it ends."""

    model = Kind
    template = "accreditation/kind.html"
    machine = KIND
    state_tones: ClassVar = {"draft": "neutral", "in_force": "active", "retired": "done"}
    transition_url_name = "accreditation:kind_step"
    select_related = ("lead", "previous")
    breadcrumbs = KIND_CRUMBS

    def get_subtitle(self, obj: Kind) -> str:
        """Level and applicants."""
        return f"{obj.get_level_display()} · {obj.applicant_words}"

    def facts(self, obj: Kind) -> list[dict[str, Any]]:
        """Deciding, days, basis."""
        verified = "" if obj.is_verified else f"（{_('not verified')}）"
        return [
            fact_group(
                pgettext("accreditation", "Rules"),
                fact(pgettext("accreditation", "named by"), obj.get_level_display()),
                fact(
                    pgettext("accreditation", "who may apply"),
                    obj.applicant_note or obj.applicant_words,
                    wide=True,
                ),
                fact(pgettext("accreditation", "department in charge"), obj.lead),
                fact(pgettext("accreditation", "decided by"), obj.get_scoring_display()),
                fact(
                    pgettext("accreditation", "pass mark"),
                    obj.pass_mark,
                    unit="%" if obj.pass_mark else "",
                ),
                fact(pgettext("accreditation", "days of publicity"), obj.publicity_days),
                fact(
                    pgettext("accreditation", "valid for months"),
                    obj.validity_months or pgettext("accreditation", "until it exits"),
                ),
                fact(
                    pgettext("accreditation", "re-checked every so many months"),
                    obj.recheck_months,
                ),
                fact(pgettext("accreditation", "days to rectify"), obj.rectify_days),
                fact(pgettext("accreditation", "incentive"), obj.incentive, wide=True),
                fact(_("basis"), f"{obj.basis}{verified}", wide=True),
                fact(pgettext("accreditation", "where the text was read"), obj.source, wide=True),
                fact(
                    _("version before"),
                    obj.previous,
                    url=obj.previous.get_absolute_url() if obj.previous is not None else "",
                ),
            )
        ]

    def own_verbs(self, obj: Kind) -> Iterable[Verb]:
        """A candidate; a new version; edit a draft."""
        if obj.state == KindState.IN_FORCE and (self.actor.has(NAME) or self.actor.has(APPLY)):
            yield Verb(
                "candidate",
                _("Name a candidate"),
                f"{reverse('accreditation:new')}?kind={obj.pk}",
                method="get",
                icon="plus",
                style="primary",
            )
        if not self.actor.has(KEEP):
            return
        if obj.state == KindState.DRAFT:
            for name, label in (
                ("change_kind", _("Change")),
                ("add_criterion", _("Add a criterion")),
                ("add_ground", _("Add a ground for exit")),
            ):
                yield Verb(
                    name,
                    label,
                    reverse(f"accreditation:{name}", args=[obj.pk]),
                    method="get",
                    icon="pencil",
                )
        else:
            yield Verb(
                "copy",
                _("Make a new version"),
                reverse("accreditation:copy_kind", args=[obj.pk]),
                icon="copy",
            )

    def describe(self, obj: Any) -> dict[str, Any]:
        """Criteria by part, grounds, units of this version."""
        page = super().describe(obj)
        parts: dict[str, list[dict[str, Any]]] = {}
        total = 0
        for criterion in obj.criteria.all():
            check = find_check(criterion.check_code)
            total += criterion.points
            parts.setdefault(criterion.part, []).append(
                {"criterion": criterion, "check": check.name if check is not None else ""}
            )
        cases = visible(Case, self.actor).filter(kind=obj)
        page |= {
            "parts": [{"name": name, "rows": rows} for name, rows in parts.items()],
            "grounds": list(obj.grounds.all()),
            "total": total,
            "may_edit": obj.state == KindState.DRAFT and self.actor.has(KEEP),
            "units": cases.filter(state=CaseState.AWARDED).count(),
            "veto": Effect.VETO,
        }
        return page


class KindStep(TransitionView):
    """Put in force, retire."""

    model = Kind
    machine = KIND
    id_argument = "kind_id"
    services: ClassVar = {"enforce": services.enforce_kind, "retire": services.retire_kind}


class ChangeKindPage(ChangePage):
    """Change a draft."""

    model = Kind
    permission = KEEP
    form_class = KindForm
    breadcrumbs = KIND_CRUMBS

    def save(self, form: Any) -> Kind:
        """Call the service."""
        return services.change_kind(kind_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class AddCriterionPage(ChangePage):
    """Add a criterion to a draft."""

    model = Kind
    permission = KEEP
    form_class: ClassVar[type[Any]] = CriterionForm
    title = gettext_lazy("Add a criterion")
    breadcrumbs = KIND_CRUMBS

    def load(self, **kwargs: Any) -> None:
        """Name the kind under the title."""
        super().load(**kwargs)
        self.subtitle = str(self.obj)

    def get_initial(self) -> Mapping[str, Any]:
        """An empty form."""
        return {}

    def save(self, form: Any) -> Kind:
        """Call the service."""
        services.save_criterion(kind_id=self.obj.pk, actor=self.actor, **form.cleaned_data)
        return self.obj  # type: ignore[no-any-return]


class ChangeCriterionPage(ChangePage):
    """Change a criterion of a draft."""

    model = Criterion
    permission = KEEP
    form_class = CriterionForm
    breadcrumbs = KIND_CRUMBS

    def save(self, form: Any) -> Criterion:
        """Call the service."""
        return services.save_criterion(
            kind_id=self.obj.kind_id,
            criterion_id=self.obj.pk,
            actor=self.actor,
            **form.cleaned_data,
        )


class AddGroundPage(AddCriterionPage):
    """Add a ground for exit to a draft."""

    form_class = GroundForm
    title = gettext_lazy("Add a ground for exit")

    def save(self, form: Any) -> Kind:
        """Call the service."""
        services.save_ground(kind_id=self.obj.pk, actor=self.actor, **form.cleaned_data)
        return self.obj  # type: ignore[no-any-return]


class ChangeGroundPage(ChangePage):
    """Change a ground for exit of a draft."""

    model = ExitGround
    permission = KEEP
    form_class = GroundForm
    breadcrumbs = KIND_CRUMBS

    def save(self, form: Any) -> ExitGround:
        """Call the service."""
        return services.save_ground(
            kind_id=self.obj.kind_id, ground_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        )


@requires(KEEP)
@require_POST
def copy(request: ActorRequest, pk: int) -> HttpResponse:
    """Make a new version."""
    made = services.copy_kind(kind_id=pk, actor=request.actor)
    return go_to(request, made.get_absolute_url())


@requires(KEEP)
@require_POST
def remove_criterion(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a criterion out of a draft."""
    line = get_visible(Criterion, pk, actor=request.actor)
    return go_to(request, services.remove_line(line=line, actor=request.actor).get_absolute_url())


@requires(KEEP)
@require_POST
def remove_ground(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a ground out of a draft."""
    line = get_visible(ExitGround, pk, actor=request.actor)
    return go_to(request, services.remove_line(line=line, actor=request.actor).get_absolute_url())
