"""Schemes: the list, all parts and items on one page, the forms of its rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from anlan.governance.assessment import scoring
from anlan.governance.assessment.choices import SCHEME_TONES, Effect, Means, SchemeState, Subject
from anlan.governance.assessment.forms import (
    GroupForm,
    ItemForm,
    PartForm,
    SchemeForm,
    rule_initial,
)
from anlan.governance.assessment.models import Scheme, SchemeItem, SchemePart, UnitGroup
from anlan.governance.assessment.models.scheme import every_kind
from anlan.governance.assessment.permissions import EDIT
from anlan.governance.assessment.registry import find_source
from anlan.governance.assessment.selectors.checking import problems_of
from anlan.governance.assessment.services import schemes as services
from anlan.governance.assessment.states import SCHEME
from anlan.governance.assessment.tables import SchemeTable
from anlan.kernel import clock
from anlan.kernel.errors import InvalidInput, NotVisible
from anlan.kernel.pages import (
    ChangePage,
    CreatePage,
    ListPage,
    ObjectPage,
    SavedFilter,
    TransitionView,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import go_to
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires

CRUMBS = ((gettext_lazy("Scoring schemes"), "assessment:schemes"),)


class SchemeListPage(ListPage):
    """Schemes of all years."""

    model = Scheme
    table_class = SchemeTable
    title = gettext_lazy("Scoring schemes")
    saved_filters: ClassVar = (
        SavedFilter(
            "current",
            gettext_lazy("In force and drafts"),
            Q(state__in=(SchemeState.DRAFT, SchemeState.IN_FORCE)),
        ),
        SavedFilter("all", gettext_lazy("All")),
    )
    search_fields = ("name", "code")
    ordering = ("-year", "subject", "-version")
    live_topic = "assessment"
    create_url_name = "assessment:scheme_new"
    create_permission = EDIT
    create_label = gettext_lazy("New scheme")
    empty_title = gettext_lazy("No scheme yet")
    empty_text = gettext_lazy(
        "Schemes for departments, townships and leading officials come with the platform when "
        "reference tables are loaded; or write one."
    )

    def queryset(self) -> QuerySet[Scheme]:
        """Count the items."""
        rows: QuerySet[Scheme] = super().queryset().annotate(items_number=Count("parts__items"))
        return rows


class SchemePage(ObjectPage):
    """Parts and items on one page, points summed as one types."""

    model = Scheme
    template = "assessment/scheme.html"
    machine = SCHEME
    state_tones = SCHEME_TONES
    transition_url_name = "assessment:scheme_step"
    edit_permission = EDIT
    breadcrumbs = CRUMBS
    transition_confirms: ClassVar = {
        "enforce": gettext_lazy("In force it is not changed any more, only by a new version.")
    }

    def get_subtitle(self, obj: Scheme) -> str:
        """Whom, which year, which version."""
        return _("%(whom)s · %(year)s · version %(version)s") % {
            "whom": obj.get_subject_display(),
            "year": obj.year,
            "version": obj.version,
        }

    def note(self, obj: Scheme) -> Mapping[str, Any] | None:
        """The first gap, or that it can come into force."""
        if not obj.is_draft:
            return None
        found = problems_of(obj)
        if not found:
            return {"text": _("No gap found: it can be put in force."), "tone": "info"}
        return {"text": found[0].words, "tone": "warning"}

    def facts(self, obj: Scheme) -> list[dict[str, Any]]:
        """Caps, grades, days."""

        def plain(value: Decimal) -> str:
            return scoring.plain(value)

        return [
            fact_group(
                _("Rules of the scheme"),
                fact(_("full mark"), plain(obj.full_mark)),
                fact(_("bonus points at most"), plain(obj.bonus_cap)),
                fact(_("deductions at most"), plain(obj.deduction_cap)),
                fact(_("excellent from"), plain(obj.excellent_from)),
                fact(_("good from"), plain(obj.good_from)),
                fact(_("passed from"), plain(obj.passed_from)),
                fact(
                    _("second assessor from a difference of"),
                    plain(obj.second_gap),
                    unit="%",
                    help=_("percent of the item's points between self-score and mark"),
                ),
                fact(_("days to hand in"), obj.hand_in_days),
                fact(_("days to appeal"), obj.appeal_days),
                fact(_("comparability"), obj.get_normalisation_display()),
                fact(
                    _("basis"),
                    obj.basis,
                    wide=True,
                    help="" if obj.is_verified else _("text not verified"),
                ),
                fact(_("put in force by"), obj.in_force_by),
                fact(_("in force since"), at=obj.in_force_at),
            )
        ]

    def own_verbs(self, obj: Scheme) -> Iterable[Verb]:
        """New version, head, next year."""
        if not self.rights.can(self.actor, EDIT, obj):
            return
        if obj.is_draft:
            yield Verb(
                "change",
                _("Change the head"),
                reverse("assessment:scheme_change", args=[obj.pk]),
                method="get",
                icon="pencil",
            )
        else:
            yield Verb(
                "copy",
                _("New version"),
                reverse("assessment:scheme_copy", args=[obj.pk]),
                icon="copy",
            )

    def describe(self, obj: Scheme) -> dict[str, Any]:
        """Add parts, items, gaps and groups."""
        gaps: dict[str, list[str]] = {}
        for problem in problems_of(obj) if obj.is_draft else ():
            gaps.setdefault(problem.place, []).append(problem.words)
        parts = [self._part(part, gaps) for part in obj.parts.prefetch_related("items__assessor")]
        earned = sum((part["earned"] for part in parts), Decimal(0))
        return super().describe(obj) | {
            "parts": parts,
            "earned": earned,
            "gaps": gaps.get("", []),
            "gaps_count": sum(len(words) for words in gaps.values()),
            "groups": [
                {"row": group, "names": [str(o) for o in group.organisations.all()]}
                for group in obj.groups.prefetch_related("organisations")
            ],
            "may_edit": obj.is_draft and self.rights.can(self.actor, EDIT, obj),
        }

    def _part(self, part: SchemePart, gaps: Mapping[str, list[str]]) -> dict[str, Any]:
        items = [self._item(item, gaps) for item in part.items.all()]
        earned = [row["item"].points for row in items if row["item"].effect == Effect.EARN]
        return {
            "part": part,
            "items": items,
            "earned": sum(earned, Decimal(0)),
            "gaps": gaps.get(f"part-{part.pk}", []),
        }

    def _item(self, item: SchemeItem, gaps: Mapping[str, list[str]]) -> dict[str, Any]:
        source = find_source(item.source) if item.means == Means.AUTOMATIC else None
        return {
            "item": item,
            "earns": item.effect == Effect.EARN,
            "tone": "overdue" if item.effect in (Effect.DEDUCT, Effect.VETO) else "done",
            "source": source,
            "rule": scoring.rule_words(item.rule) if item.means == Means.AUTOMATIC else "",
            "used_in": "" if len(item.used_in) == len(every_kind()) else item.used_in,
            "gaps": gaps.get(f"item-{item.pk}", []),
        }


class SchemeNewPage(CreatePage):
    """Begin a scheme."""

    model = Scheme
    permission = EDIT
    form_class = SchemeForm
    title = gettext_lazy("New scheme")
    breadcrumbs = CRUMBS

    def get_initial(self) -> Mapping[str, Any]:
        """This year, the usual grades."""
        return {
            "year": clock.today().year,
            "subject": Subject.DEPARTMENTS,
            "full_mark": 100,
            "bonus_cap": 5,
            "deduction_cap": 30,
            "excellent_from": 90,
            "good_from": 80,
            "passed_from": 60,
            "second_gap": 30,
            "hand_in_days": 10,
            "appeal_days": 7,
        }

    def save(self, form: Any) -> Scheme:
        """Call the service."""
        return services.write_scheme(values=form.cleaned_data, actor=self.actor)


class SchemeChangePage(ChangePage):
    """Change the head of a draft."""

    model = Scheme
    permission = EDIT
    form_class = SchemeForm
    breadcrumbs = CRUMBS

    def save(self, form: Any) -> Scheme:
        """Call the service."""
        return services.write_scheme(
            values=form.cleaned_data, scheme_id=self.obj.pk, actor=self.actor
        )


class RowPage(ChangePage):
    """A form for a row of a scheme; ``row`` is None for a new one."""

    model = Scheme
    permission = EDIT
    breadcrumbs = CRUMBS
    row_model: ClassVar[Any] = None
    row_path: ClassVar[str] = "scheme"
    row: Any = None

    def load(self, **kwargs: Any) -> None:
        """Fetch the scheme and the row."""
        super().load(**kwargs)
        if kwargs.get("row") is not None:
            found = self.row_model.objects.filter(**{self.row_path: self.obj}, pk=kwargs["row"])
            self.row = found.first()
            if self.row is None:
                raise NotVisible

    def get_title(self) -> str:
        """What is written."""
        if self.row is not None:
            return str(self.row)
        return _("New: %(noun)s") % {"noun": self.row_model._meta.verbose_name}

    def get_initial(self) -> Mapping[str, Any]:
        """The row's present values."""
        if self.row is None:
            return {}
        return {field.attname: getattr(self.row, field.attname) for field in self.row._meta.fields}

    def success_url(self, saved: Any) -> str:
        """Back to the place in the scheme."""
        return str(saved.get_absolute_url())


class PartPage(RowPage):
    """Write a part."""

    row_model = SchemePart
    form_class = PartForm

    def save(self, form: Any) -> SchemePart:
        """Call the service."""
        return services.write_part(
            scheme_id=self.obj.pk,
            values=form.cleaned_data,
            part_id=self.row.pk if self.row is not None else None,
            actor=self.actor,
        )


class ItemPage(RowPage):
    """Write an item."""

    row_model = SchemeItem
    row_path = "part__scheme"
    form_class = ItemForm
    form_takes_actor = True
    part_id: int = 0
    steps: ClassVar = (
        {"id": "what", "title": gettext_lazy("What and how much"),
         "fields": ["name", "code", "effect", "points", "used_in"]},
        {"id": "hand", "title": gettext_lazy("Evidence and assessor"),
         "fields": ["means", "requirement", "assessor_id"]},
        {"id": "figure", "title": gettext_lazy("Figure and rule"),
         "fields": ["source", "parameters", "rule_kind", "full_at", "zero_at", "steps", "limit",
                    "each", "last_share"]},
        {"id": "basis", "title": gettext_lazy("Basis"), "fields": ["basis"]},
    )  # fmt: skip

    def load(self, **kwargs: Any) -> None:
        """Fetch the part of the item."""
        super().load(**kwargs)
        self.part_id = self.row.part_id if self.row is not None else kwargs["part"]

    def get_initial(self) -> Mapping[str, Any]:
        """The rule as fields; a new item counts everywhere."""
        if self.row is None:
            return {"used_in": every_kind(), "effect": Effect.EARN}
        found = dict(super().get_initial())
        pairs = "; ".join(f"{name}={value}" for name, value in self.row.parameters.items())
        return found | rule_initial(self.row.rule) | {"parameters": pairs}

    def save(self, form: Any) -> SchemeItem:
        """Call the service."""
        return services.write_item(
            scheme_id=self.obj.pk,
            part_id=self.part_id,
            values=form.cleaned_data,
            item_id=self.row.pk if self.row is not None else None,
            actor=self.actor,
        )


class GroupPage(RowPage):
    """Write a group of comparable units."""

    row_model = UnitGroup
    form_class = GroupForm

    def form(self, **data: Any) -> Any:
        """Offer the units of the scheme."""
        return GroupForm(
            initial=dict(self.get_initial()),
            actor=self.actor,
            subject=self.obj.subject,
            **data,
        )

    def get_initial(self) -> Mapping[str, Any]:
        """Its units."""
        if self.row is None:
            return {}
        ids = list(self.row.organisations.values_list("pk", flat=True))
        return {"name": self.row.name, "organisations": ids}

    def save(self, form: Any) -> UnitGroup:
        """Call the service."""
        return services.write_group(
            scheme_id=self.obj.pk,
            name=form.cleaned_data["name"],
            organisation_ids=form.cleaned_data["organisations"],
            group_id=self.row.pk if self.row is not None else None,
            actor=self.actor,
        )

    def success_url(self, saved: Any) -> str:
        """Back to the scheme."""
        return str(self.obj.get_absolute_url())


class SchemeStep(TransitionView):
    """Put in force, take out of force."""

    model = Scheme
    machine = SCHEME
    id_argument = "scheme_id"
    services: ClassVar = {
        "enforce": services.enforce_scheme,
        "retire": services.retire_scheme,
    }


@require_POST
@requires(EDIT)
def points(request: ActorRequest, pk: int) -> HttpResponse:
    """Keep the points as they stand in the editor."""
    given: dict[int, Decimal] = {}
    for name, value in request.POST.items():
        if name.startswith("points-") and name[7:].isdigit():
            try:
                given[int(name[7:])] = Decimal(str(value)).quantize(Decimal("0.01"))
            except InvalidOperation as error:
                raise InvalidInput(_("Points are numbers.")) from error
    scheme = services.set_points(scheme_id=pk, points=given, actor=request.actor)
    messages.success(request, _("Saved."))
    return go_to(request, scheme.get_absolute_url())


@require_POST
@requires(EDIT)
def copy(request: ActorRequest, pk: int) -> HttpResponse:
    """Make the next version."""
    scheme = services.copy_scheme(scheme_id=pk, actor=request.actor)
    messages.success(
        request, pgettext("scheme", "Version %(n)d is a draft now.") % {"n": scheme.version}
    )
    return go_to(request, scheme.get_absolute_url())


@require_POST
@requires(EDIT)
def remove(request: ActorRequest, pk: int, part: str, row: int) -> HttpResponse:
    """Take a row out."""
    scheme = services.remove_row(scheme_id=pk, kind=part, row_id=row, actor=request.actor)
    messages.success(request, _("Removed."))
    return go_to(request, scheme.get_absolute_url())
