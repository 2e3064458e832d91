"""Editing a draft in the browser: its head, its parts, and comparing versions."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anlan.command.plans.choices import EDITABLE
from anlan.command.plans.comparing import compare_plans
from anlan.command.plans.forms import (
    PART_FORMS,
    DeadlinesForm,
    NewPlanForm,
    ParentForm,
    PlanForm,
)
from anlan.command.plans.models import Plan, PlanTask
from anlan.command.plans.permissions import CHANGE
from anlan.command.plans.services.editing import (
    HEAD_FIELDS,
    PARTS,
    change_plan,
    create_plan,
    fill_deadlines,
    find_row,
    remove_part,
    write_part,
)
from anlan.kernel.errors import NotVisible, WrongState
from anlan.kernel.pages import ChangePage, CreatePage, FormPage, ObjectPage
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import get_visible, visible
from anlan.kernel.requests import ActorRequest, requires

CRUMBS = ((gettext_lazy("Emergency plans"), "plans:list"),)


class PlanCreatePage(CreatePage):
    """Begin a plan by hand."""

    model = Plan
    permission = CHANGE
    form_class = NewPlanForm
    form_takes_actor = True
    title = gettext_lazy("Write a plan")
    breadcrumbs = CRUMBS
    success_text = gettext_lazy("The draft was begun. Add levels, groups and tasks.")

    def get_cancel_url(self) -> str:
        """Back to the library."""
        return reverse("plans:list")

    def save(self, form: Any) -> Plan:
        """Begin the draft."""
        return create_plan(actor=self.actor, **form.cleaned_data)


class PlanChangePage(ChangePage):
    """Change the head of a draft."""

    model = Plan
    permission = CHANGE
    form_class = PlanForm
    initial_fields = HEAD_FIELDS
    breadcrumbs = CRUMBS

    def load(self, **kwargs: Any) -> None:
        """Only drafts are edited."""
        super().load(**kwargs)
        _draft_only(self.obj)

    def save(self, form: Any) -> Plan:
        """Write the head."""
        return change_plan(plan_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class PlanPartPage(FormPage):
    """Add or change a row of a draft."""

    model = Plan
    permission = CHANGE
    breadcrumbs = CRUMBS
    row: Any = None
    part: ClassVar[str] = ""

    def load(self, **kwargs: Any) -> None:
        """Fetch the draft and the row."""
        self.obj = get_visible(Plan, kwargs["pk"], actor=self.actor)
        self.rights.require(self.actor, CHANGE, self.obj)
        _draft_only(self.obj)
        self.part = kwargs["part"]  # type: ignore[misc]
        if self.part not in PARTS:
            raise NotVisible
        row_id = kwargs.get("row")
        self.row = find_row(self.obj, self.part, row_id) if row_id else None
        if self.part == "point" and self.row is None:
            self.row = getattr(self.obj, "point", None)

    def get_title(self) -> str:
        """What is written."""
        noun = PARTS[self.part].model._meta.verbose_name
        if self.row is None:
            return _("New: %(noun)s") % {"noun": noun}
        return _("Change: %(name)s") % {"name": self.row}

    def form(self, **data: Any) -> Any:
        """The form of the part, with the levels or groups of this plan."""
        initial = self._initial()
        form = PART_FORMS[self.part](initial=initial, **data)
        if isinstance(form, ParentForm):
            if PARTS[self.part].parent == "level":
                rows = [(x.pk, str(x.get_level_display())) for x in self.obj.levels.all()]
                form.set_parents(rows, _("Response level"))
            else:
                form.set_parents(
                    [(g.pk, g.name) for g in self.obj.groups.all()], _("Command group")
                )
        return form

    def _initial(self) -> dict[str, Any]:
        if self.row is None:
            parent = self.request.GET.get("parent", "")
            found: dict[str, Any] = {"parent_id": parent} if parent.isdigit() else {}
            if self.part == "task":
                found["code"] = f"T{self._next_number():03d}"
            return found
        names = PART_FORMS[self.part].base_fields
        found = {name: getattr(self.row, name) for name in names if hasattr(self.row, name)}
        parent_field = PARTS[self.part].parent
        if parent_field != "plan":
            found["parent_id"] = getattr(self.row, f"{parent_field}_id")
        return found

    def _next_number(self) -> int:
        return 1 + int(sum(group.tasks.count() for group in self.obj.groups.all()))

    def get_cancel_url(self) -> str:
        """Back to the plan."""
        return str(self.obj.get_absolute_url())

    def save(self, form: Any) -> Plan:
        """Write the row."""
        write_part(
            plan_id=self.obj.pk,
            part=self.part,
            values=form.cleaned_data,
            row_id=self.row.pk if self.row is not None else None,
            actor=self.actor,
        )
        return self.obj  # type: ignore[no-any-return]


class PlanDeadlinesPage(FormPage):
    """Give all tasks without a deadline theirs, on one page."""

    model = Plan
    permission = CHANGE
    title = gettext_lazy("Deadlines that are missing")
    subtitle = gettext_lazy("The text names no time for these tasks; you decide.")
    breadcrumbs = CRUMBS

    def load(self, **kwargs: Any) -> None:
        """Fetch the draft and its tasks without a deadline."""
        self.obj = get_visible(Plan, kwargs["pk"], actor=self.actor)
        self.rights.require(self.actor, CHANGE, self.obj)
        _draft_only(self.obj)

    def form(self, **data: Any) -> Any:
        """A field for every such task."""
        rows = PlanTask.objects.filter(
            group__plan=self.obj, deadline_minutes__isnull=True
        ).select_related("group")
        tasks = [(task.pk, f"{task.group.name} · {task.title}") for task in rows]
        return DeadlinesForm(tasks=tasks, **data)

    def save(self, form: Any) -> Plan:
        """Write them."""
        fill_deadlines(plan_id=self.obj.pk, minutes=form.minutes(), actor=self.actor)
        return self.obj  # type: ignore[no-any-return]


def _draft_only(plan: Plan) -> None:
    if plan.state not in EDITABLE:
        raise WrongState(_("A plan in force is not changed: begin a revision."))


@require_POST
@requires(CHANGE)
def remove(request: ActorRequest, pk: int, part: str, row: int) -> HttpResponse:
    """Take a row out of a draft."""
    remove_part(plan_id=pk, part=part, row_id=row, actor=request.actor)
    return go_to(request, reverse("plans:detail", args=[pk]))


class PlanComparePage(ObjectPage):
    """What changed between a version and another of the same plan."""

    model = Plan
    template = "plans/compare.html"
    breadcrumbs = CRUMBS

    def timeline(self, obj: Any) -> None:
        """None: the changes are the page."""

    def number(self, obj: Any) -> str:
        """Code and version."""
        return f"{obj.code} · v{obj.version}"

    def describe(self, obj: Any) -> dict[str, Any]:
        """Compare with the version asked for, else the one before."""
        page = super().describe(obj)
        others = visible(Plan, self.actor).filter(code=obj.code).exclude(pk=obj.pk)
        wanted = self.request.GET.get("with", "")
        chosen = others.filter(version=int(wanted)).first() if wanted.isdigit() else None
        if chosen is None:
            chosen = others.filter(version__lt=obj.version).order_by("-version").first()
        if chosen is None:
            chosen = others.order_by("version").first()
        older, newer = obj, obj
        if chosen is not None:
            older, newer = sorted((chosen, obj), key=lambda plan: plan.version)
        page["older"], page["newer"] = older, newer
        page["others"] = list(others.order_by("-version"))
        page["changes"] = compare_plans(older, newer) if chosen is not None else []
        page["chosen"] = chosen
        return page
