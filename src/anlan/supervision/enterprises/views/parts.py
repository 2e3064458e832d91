"""Lists, pages and forms of the parts of a dossier (declared in ``parts.py``)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.base.exchange.public import import_start_view
from anlan.base.files.public import attachments_of
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import Message
from anlan.kernel.pages import (
    ActorPage,
    ChangePage,
    ListPage,
    ObjectPage,
    RelatedList,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import get_visible, policy_of
from anlan.kernel.registry import Verb
from anlan.supervision.enterprises.expiry import last_days_of
from anlan.supervision.enterprises.models import (
    AgencyService,
    Certificate,
    ChemicalHolding,
    Enterprise,
    Equipment,
    Insurance,
    Licence,
    ProcessUnit,
    Project,
    ProjectStage,
    Standardisation,
)
from anlan.supervision.enterprises.models.paper import days_left
from anlan.supervision.enterprises.part_forms import StageForm
from anlan.supervision.enterprises.part_tables import day_state
from anlan.supervision.enterprises.parts import ALL, PARTS, Part, due_filters
from anlan.supervision.enterprises.permissions import CHANGE, IMPORT
from anlan.supervision.enterprises.services import papers, projects

ENTERPRISES = (gettext_lazy("Enterprises"), "enterprises:list")
REGISTERS = (gettext_lazy("Papers and equipment"), "enterprises:registers")
SHOWN_NOT = ("id", "enterprise", "search_text", "created_at", "updated_at", "location", "agency")


class PartListPage(ListPage):
    """Parts of one noun over the county."""

    part: ClassVar[Part]
    breadcrumbs = (ENTERPRISES, REGISTERS)

    def queryset(self) -> Any:
        """A project comes with the stage that is next."""
        rows = super().queryset()
        if self.model is Project:
            following = ProjectStage.objects.filter(
                project=OuterRef("pk"), done_on__isnull=True
            ).order_by("pk")
            rows = rows.annotate(next_kind=Subquery(following.values("kind")[:1]))
        return rows


class PartPage(ObjectPage):
    """One part: its facts as the model names them, renewing, taking out."""

    part: ClassVar[Part]
    edit_permission = CHANGE

    def get_breadcrumbs(self) -> list[dict[str, Any]]:
        """The list, then the dossier."""
        found = super().get_breadcrumbs()
        enterprise: Enterprise = self.current.enterprise
        found.append(
            {
                "label": enterprise.short_name or enterprise.name,
                "url": f"{enterprise.get_absolute_url()}?part={self.part.group}",
            }
        )
        return found

    def get_object(self, pk: Any) -> Any:
        """Remember it for the way here."""
        self.current = super().get_object(pk)
        return self.current

    def state(self, obj: Any) -> Mapping[str, Any] | None:
        """How the last day stands."""
        if not self.part.day:
            return None
        return day_state(days_left(getattr(obj, self.part.day)))

    def facts(self, obj: Any) -> list[dict[str, Any]]:
        """Every field in words."""
        rows = [fact(_("enterprise"), str(obj.enterprise), url=obj.enterprise.get_absolute_url())]
        for field in obj._meta.concrete_fields:
            if field.name in SHOWN_NOT:
                continue
            value = getattr(obj, field.name)
            if field.choices:
                value = getattr(obj, f"get_{field.name}_display")()
            elif isinstance(value, bool):
                value = _("yes") if value else _("no")
            wide = field.get_internal_type() == "TextField"
            rows.append(fact(field.verbose_name, None if value is None else str(value), wide=wide))
        if isinstance(obj, Equipment):
            people = [person.name for person in obj.operators.all()]
            rows.append(fact(_("operators"), "、".join(people)))
            rows.append(fact(_("special equipment"), _("yes") if obj.is_special else _("no")))
        if isinstance(obj, ProcessUnit) and obj.process is not None:
            word = _("verified") if obj.process.is_verified else _("not verified")
            rows.append(
                fact(_("source of the catalogue"), f"{obj.process.source}（{word}）", wide=True)
            )
        return [fact_group(str(obj._meta.verbose_name), *rows)]

    def own_verbs(self, obj: Any) -> Iterable[Verb]:
        """Taking it out."""
        if self.rights.can(self.actor, CHANGE, obj):
            yield Verb(
                "remove",
                _("Take out of the dossier"),
                reverse(f"enterprises:remove_{self.part.name}", args=[obj.pk]),
                needs_reason=True,
                style="danger",
                icon="trash",
            )

    def own_panels(self, obj: Any) -> Iterable[Mapping[str, Any]]:
        """Stages of a project with their documents."""
        if not isinstance(obj, Project):
            return
        may_change = self.rights.can(self.actor, CHANGE, obj)
        rows = []
        for stage in obj.stages.all():
            names = "、".join(a.name for a in attachments_of(stage))
            rows.append(
                {
                    "label": stage.get_kind_display(),
                    "url": reverse("enterprises:stage", args=[stage.pk]) if may_change else "",
                    "where": " · ".join(x for x in (stage.number, stage.reviewer, names) if x),
                    "value": str(stage.done_on or stage.due_on or ""),
                    "state": {"label": _("passed"), "tone": "done"}
                    if stage.done_on
                    else day_state(days_left(stage.due_on), late=_("overdue"))
                    or {"label": _("open"), "tone": "neutral"},
                }
            )
        yield {
            "id": "stages",
            "title": _("Stages of the three simultaneities"),
            "count": len(rows),
            "rows": rows,
            "wide": True,
        }


class _PartForm(ChangePage):
    """What the forms of parts share."""

    part: ClassVar[Part]
    permission = CHANGE
    breadcrumbs = (ENTERPRISES,)

    @property
    def enterprise(self) -> Enterprise:
        """The dossier."""
        obj: Any = self.obj
        return obj if isinstance(obj, Enterprise) else obj.enterprise

    def form(self, **data: Any) -> Any:
        """Offer the enterprise's own people where people are chosen."""
        if self.part.wants_people:
            data["organisation_id"] = self.enterprise.organisation_id
        return super().form(**data)

    def success_url(self, saved: Any) -> str:
        """Back to the dossier."""
        return f"{self.enterprise.get_absolute_url()}?part={self.part.group}"

    def describe(self, form: Any) -> dict[str, Any]:
        """Name the enterprise under the heading."""
        return {**super().describe(form), "subtitle": str(self.enterprise)}

    def facts_of(self, form: Any) -> dict[str, Any]:
        """The service's arguments."""
        facts = dict(form.cleaned_data)
        if "operators" in facts:
            facts["operator_ids"] = [person.pk for person in facts.pop("operators")]
        if "person" in facts:
            facts["person_id"] = facts.pop("person").pk
        return facts


class PartCreatePage(_PartForm):
    """Add a part to a dossier."""

    model = Enterprise

    def get_title(self) -> Message:
        """“New …”."""
        return _("New: %(noun)s") % {"noun": self.part.model._meta.verbose_name}

    def get_initial(self) -> Mapping[str, Any]:
        """Empty, but for what the address says (a certificate's holder)."""
        return {key: value for key, value in self.request.GET.items() if str(value).isdigit()}

    def save(self, form: Any) -> Any:
        """Call the service."""
        facts = self.facts_of(form)
        if self.part.model is Equipment:
            return self._equipment(facts)
        if self.part.model is ChemicalHolding:
            facts["chemical_id"] = facts.pop("chemical").pk
        return self.part.add(enterprise_id=self.obj.pk, actor=self.actor, **facts)

    def _equipment(self, facts: dict[str, Any]) -> Any:
        known = ("name", "kind", "registration_number", "next_inspection_on")
        first = {name: facts.pop(name) for name in known}
        made = self.part.add(enterprise_id=self.obj.pk, actor=self.actor, **first)
        return papers.update_equipment(equipment_id=made.pk, actor=self.actor, **facts)


class PartChangePage(_PartForm):
    """Correct or renew a part."""

    def get_initial(self) -> Mapping[str, Any]:
        """The present facts."""
        found = dict(super().get_initial())
        if isinstance(self.obj, Equipment):
            found["operators"] = list(self.obj.operators.all())
        return found

    def save(self, form: Any) -> Any:
        """Call the service."""
        key = {self.part.id_argument: self.obj.pk}
        return self.part.change(actor=self.actor, **key, **self.facts_of(form))


class PartRemoveView(ActorPage):
    """Take a part out of its dossier, with a reason."""

    part: ClassVar[Part]
    permission = CHANGE
    http_method_names = ["post"]

    def post(self, request: Any, pk: int) -> HttpResponse:
        """Call the service and go back to the dossier."""
        found: Any = get_visible(self.model, pk, actor=self.actor)
        enterprise = found.enterprise
        key = {self.part.id_argument: pk}
        self.part.remove(actor=self.actor, reason=request.POST.get("reason", "").strip(), **key)
        messages.success(request, _("Taken out of the dossier."))
        return go_to(request, f"{enterprise.get_absolute_url()}?part={self.part.group}")


class StagePage(ChangePage):
    """Record a stage of a project."""

    model = ProjectStage
    permission = CHANGE
    form_class = StageForm
    breadcrumbs = (ENTERPRISES, (gettext_lazy("Construction projects"), "enterprises:projects"))

    def get_initial(self) -> Mapping[str, Any]:
        """What is recorded."""
        return {n: getattr(self.obj, n) for n in StageForm.base_fields if hasattr(self.obj, n)}

    def save(self, form: Any) -> Any:
        """Call the service."""
        return projects.record_stage(stage_id=self.obj.pk, actor=self.actor, **form.cleaned_data)

    def success_url(self, saved: Any) -> str:
        """Back to the project."""
        url: str = self.obj.project.get_absolute_url()
        return url

    def get_cancel_url(self) -> str:
        """Back to the project."""
        url: str = self.obj.project.get_absolute_url()
        return url


def _classes(part: Part) -> dict[str, type[ActorPage]]:
    """Make the five views of a part."""
    tabs = (ALL, *(due_filters(part.day) if part.day else ()), *part.tabs)
    common = {"model": part.model, "part": part}
    return {
        "list": type(
            f"{part.model.__name__}ListPage",
            (PartListPage,),
            {
                **common,
                "__doc__": f"All: {part.path}.",
                "table_class": part.table,
                "saved_filters": tabs,
                "facets": part.facets,
                "search_fields": part.search,
                "select_related": ("enterprise", *part.related),
                "ordering": (part.day, "pk") if part.day else ("-pk",),
                "import_url_name": f"enterprises:import_{part.name}" if part.importer else "",
                "import_permission": IMPORT,
                "empty_text": part.empty,
                "live_topic": "enterprises",
            },
        ),
        "object": type(
            f"{part.model.__name__}Page",
            (PartPage,),
            {
                **common,
                "__doc__": f"One of: {part.path}.",
                "select_related": ("enterprise", *part.related),
                "breadcrumbs": (
                    ENTERPRISES,
                    (part.model._meta.verbose_name_plural, part.list_name),
                ),
                "edit_url_name": f"enterprises:change_{part.name}",
            },
        ),
        "add": type(
            f"{part.model.__name__}CreatePage",
            (PartCreatePage,),
            {"part": part, "form_class": part.form, "__doc__": f"Add to: {part.path}."},
        ),
        "change": type(
            f"{part.model.__name__}ChangePage",
            (PartChangePage,),
            {**common, "form_class": part.form, "__doc__": f"Change one of: {part.path}."},
        ),
        "remove": type(
            f"{part.model.__name__}RemoveView",
            (PartRemoveView,),
            {**common, "__doc__": f"Take out one of: {part.path}."},
        ),
    }


def part_urls() -> list[URLPattern]:
    """The addresses of every part."""
    found: list[URLPattern] = [path("stages/<int:pk>/", StagePage.as_view(), name="stage")]
    for part in PARTS:
        views = _classes(part)
        name = part.name
        plural = part.path
        found += [
            path(f"{plural}/", views["list"].as_view(), name=part.plural),
            path(f"{plural}/<int:pk>/", views["object"].as_view(), name=name),
            path(f"{plural}/<int:pk>/change/", views["change"].as_view(), name=f"change_{name}"),
            path(f"{plural}/<int:pk>/remove/", views["remove"].as_view(), name=f"remove_{name}"),
            path(f"<int:pk>/{plural}/new/", views["add"].as_view(), name=f"add_{name}"),
        ]
        if part.importer:
            found.append(
                path(
                    f"{plural}/import/",
                    import_start_view(part.importer, IMPORT),
                    name=f"import_{name}",
                )
            )
    return found


def part_row(part: Part) -> Callable[[Any], dict[str, Any]]:
    """How a part is one line in its dossier."""

    def row(obj: Any) -> dict[str, Any]:
        day = getattr(obj, part.day) if part.day else None
        label, where, value = _line(obj)
        return {
            "label": label,
            "url": obj.get_absolute_url(),
            "where": where,
            "value": value or (str(day) if day else ""),
            "state": day_state(days_left(day)),
        }

    return row


def _line(obj: Any) -> tuple[str, str, str]:
    if isinstance(obj, Certificate):
        what = obj.operation or str(obj.get_kind_display())
        return obj.person.name, f"{what} · {obj.number}", ""
    if isinstance(obj, Licence):
        return obj.kind, obj.number, ""
    if isinstance(obj, Equipment):
        return obj.name, f"{obj.get_kind_display()} · {obj.registration_number}", ""
    if isinstance(obj, ChemicalHolding):
        most = f" / {obj.design_quantity_t:g}" if obj.design_quantity_t is not None else ""
        return obj.chemical.name, obj.container, f"{obj.quantity_t:g}{most} t"
    if isinstance(obj, Insurance):
        return obj.insurer, f"{obj.number} · {obj.people}", ""
    if isinstance(obj, Standardisation):
        score = f" · {obj.score}" if obj.score is not None else ""
        return str(obj.get_grade_display()), f"{obj.number}{score}", ""
    if isinstance(obj, AgencyService):
        return obj.agency_name, str(obj.get_kind_display()), ""
    if isinstance(obj, ProcessUnit):
        return obj.name, str(obj.process or obj.get_automation_display()), ""
    return str(obj), str(obj.get_kind_display()), ""


def related_lists() -> tuple[tuple[str, RelatedList], ...]:
    """The small lists of a dossier with the group they stand in."""
    found = []
    for part in PARTS:
        related = part.related

        def rows(all_rows: Any, obj: Any, related: tuple[str, ...] = related) -> Any:
            return all_rows.filter(enterprise=obj).select_related(*related)

        found.append(
            (
                part.group,
                RelatedList(
                    part.name,
                    part.model._meta.verbose_name_plural or part.name,
                    part.model,
                    rows,
                    part_row(part),
                    empty=gettext_lazy("Nothing is entered yet."),
                    limit=30,
                ),
            )
        )
    return tuple(found)


def register_counts(actor: Actor) -> list[dict[str, Any]]:
    """For the page of registers: how many of each noun, and how many run out."""
    today = clock.today()
    found = []
    for part in PARTS:
        rows = policy_of(part.model).visible(actor)
        line: dict[str, Any] = {
            "label": part.model._meta.verbose_name_plural,
            "url": reverse(part.list_name),
            "total": rows.count(),
            "is_dated": bool(part.day and last_days_of(part.model)),
        }
        if part.day:
            line["expired"] = rows.filter(**{f"{part.day}__lt": today}).count()
            for days in (30, 90):
                line[f"d{days}"] = rows.filter(
                    **{f"{part.day}__gte": today, f"{part.day}__lte": today + timedelta(days=days)}
                ).count()
        found.append(line)
    return found
