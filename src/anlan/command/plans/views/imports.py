"""Reading the text of a plan: start, confirm item by item, make the draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from anlan.command.plans.choices import (
    DECISION_TONES,
    IMPORT_TONES,
    Comparison,
    Decision,
    Fact,
    ItemKind,
    ResponseLevel,
)
from anlan.command.plans.forms import INCIDENT_KINDS, ITEM_FORMS, ImportForm
from anlan.command.plans.models import PlanImport, PlanImportItem
from anlan.command.plans.permissions import CHANGE
from anlan.command.plans.services.confirming import (
    correct_item,
    decide_item,
    drop_import,
    keep_undoubted,
    make_plan,
)
from anlan.command.plans.services.reading import start_import
from anlan.command.plans.states import IMPORT
from anlan.command.plans.tables import PlanImportTable
from anlan.command.plans.wording import doubt_words, warning_words
from anlan.kernel.pages import (
    CreatePage,
    FormPage,
    ListPage,
    ObjectPage,
    SavedFilter,
    TransitionView,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import get_visible
from anlan.kernel.requests import ActorRequest, requires

KINDS = dict(INCIDENT_KINDS)
CRUMBS = (
    (gettext_lazy("Emergency plans"), "plans:list"),
    (gettext_lazy("Plans being read in"), "plans:imports"),
)


class PlanImportListPage(ListPage):
    """Texts of plans on their way into structure."""

    model = PlanImport
    table_class = PlanImportTable
    title = gettext_lazy("Plans being read in")
    breadcrumbs = CRUMBS[:1]
    saved_filters: ClassVar = (
        SavedFilter("open", gettext_lazy("To be confirmed"), Q(state="open"), counted=True),
        SavedFilter("all", gettext_lazy("All")),
    )
    search_fields = ("name", "code", "file_name")
    ordering = ("-created_at",)
    create_url_name = "plans:read"
    create_permission = CHANGE
    create_label = gettext_lazy("Read a plan from Word or text")
    empty_title = gettext_lazy("No text is being read in")
    empty_text = gettext_lazy(
        "Give the Word file or the text of a plan: levels, triggers, groups, tasks, deadlines, "
        "means and contacts are found, and you confirm each."
    )


class PlanReadPage(CreatePage):
    """Give a Word file or a text."""

    model = PlanImport
    permission = CHANGE
    form_class = ImportForm
    form_takes_actor = True
    title = gettext_lazy("Read a plan from Word or text")
    breadcrumbs = CRUMBS
    submit_label = gettext_lazy("Read the text")
    success_text = gettext_lazy("The text was read. Please confirm what was found.")

    def get_cancel_url(self) -> str:
        """Back to the texts."""
        return reverse("plans:imports")

    def save(self, form: Any) -> PlanImport:
        """Read what was given; the file goes before the text."""
        data = dict(form.cleaned_data)
        upload = data.pop("file", None)
        return start_import(
            content=upload.read() if upload else b"",
            file_name=upload.name if upload else "",
            actor=self.actor,
            **data,
        )


class PlanImportPage(ObjectPage):
    """The text beside what was found in it."""

    model = PlanImport
    template = "plans/import.html"
    machine = IMPORT
    state_tones = IMPORT_TONES
    transition_url_name = "plans:import_step"
    select_related = ("plan", "organisation", "region")
    breadcrumbs = CRUMBS
    live_topic = "planimport:{pk}"

    def number(self, obj: Any) -> str:
        """The code of the plan."""
        return str(obj.code)

    def get_subtitle(self, obj: Any) -> str:
        """Where the text came from."""
        return str(obj.file_name or _("pasted text"))

    def note(self, obj: Any) -> Mapping[str, Any] | None:
        """Say what was not found at all."""
        if obj.plan_id:
            return {"text": _("The draft was made: %(plan)s.") % {"plan": obj.plan}, "tone": "info"}
        if obj.warnings:
            words = "；".join(warning_words(code) for code in obj.warnings)
            return {"text": words, "tone": "warning"}
        return None

    def facts(self, obj: Any) -> list[dict[str, Any]]:
        """What it will become."""
        return [
            fact_group(
                _("Import"),
                fact(_("Kind"), obj.get_kind_display()),
                fact(_("Issued by"), obj.organisation),
                fact(_("Region"), obj.region),
                fact(_("Lines"), sum(1 for line in obj.lines if line["text"])),
                fact(_("“At once” counts as"), obj.at_once_minutes, unit=_("min")),
                fact(_("Started by"), obj.started_by),
                fact(
                    _("Plan made of it"),
                    obj.plan,
                    url=obj.plan.get_absolute_url() if obj.plan else "",
                ),
            )
        ]

    def describe(self, obj: Any) -> dict[str, Any]:
        """Add the lines with marks, and the items by kind."""
        page = super().describe(obj)
        items = list(obj.items.all())
        marked: dict[int, list[PlanImportItem]] = {}
        for item in items:
            marked.setdefault(item.line, []).append(item)
        page["lines"] = [
            {**line, "items": marked.get(line["number"], [])} for line in obj.lines if line["text"]
        ]
        is_open = obj.state == "open"
        page["kinds"] = [
            {
                "kind": kind.value,
                "label": kind.label,
                "rows": [_row(item, is_open) for item in items if item.kind == kind],
                "clear": sum(
                    1
                    for item in items
                    if is_open
                    and item.kind == kind
                    and item.decision == Decision.OPEN
                    and not item.doubts
                ),
                "url": reverse("plans:import_keep", args=[obj.pk]),
            }
            for kind in ItemKind
            if any(item.kind == kind for item in items)
        ]
        page["waiting"] = sum(item.decision == Decision.OPEN for item in items)
        return page


def _row(item: PlanImportItem, is_open: bool) -> dict[str, Any]:
    verbs = []
    if is_open:
        decide = reverse("plans:item_decide", args=[item.pk])
        if item.decision == Decision.OPEN:
            verbs.append(_verb(item, "keep", _("Keep"), decide, Decision.KEPT))
            verbs.append(_verb(item, "reject", _("Leave out"), decide, Decision.REJECTED))
        else:
            verbs.append(_verb(item, "reopen", _("Take back"), decide, Decision.OPEN))
        verbs.append(
            {
                "name": f"correct-{item.pk}",
                "label": _("Correct"),
                "url": reverse("plans:item_change", args=[item.pk]),
                "method": "get",
            }
        )
    return {
        "item": item,
        "words": item_words(item),
        "doubts": [doubt_words(code) for code in item.doubts],
        "state": {
            "label": item.get_decision_display(),
            "tone": DECISION_TONES[item.decision],
        },
        "verbs": verbs,
    }


def _verb(item: PlanImportItem, name: str, label: str, url: str, decision: str) -> dict[str, Any]:
    return {
        "name": f"{name}-{item.pk}",
        "label": label,
        "url": url,
        "fields": {"decision": decision},
        "primary": False,
    }


def item_words(item: PlanImportItem) -> list[tuple[str, str]]:
    """Return an item as label and words."""
    c = item.content
    match item.kind:
        case ItemKind.HAZARD:
            return [(_("Kind of incident"), f"{c['words']} → {KINDS.get(c['kind'], c['kind'])}")]
        case ItemKind.LEVEL:
            return [
                (_("Level"), _level(c["level"])),
                (_("Conditions"), c["words"]),
                (_("Commander"), c["commander"]),
            ]
        case ItemKind.CONDITION:
            structured = (
                f"{Fact(c['fact']).label} {Comparison(c['comparison']).label} {c['value']}"
                if c["fact"]
                else ""
            )
            return [
                (_("Level"), _level(c["level"])),
                (_("In words"), c["words"]),
                (_("As a trigger"), structured),
            ]
        case ItemKind.GROUP:
            return [
                (_("Command group"), c["name"]),
                (_("Lead organisation"), c["lead"]),
                (pgettext("command group", "Members"), "、".join(c["members"])),
                (_("Duties"), c["duties"]),
            ]
        case ItemKind.TASK:
            return [
                (_("Task"), c["text"]),
                (_("Owners"), "、".join(c["owners"])),
                (_("Helped by"), "、".join(c["helpers"])),
                (_("Deadline"), _deadline(c)),
                (_("Command group"), c["group"]),
            ]
        case ItemKind.RESOURCE:
            return [(_("Resource"), f"{c['name']} {c['quantity']} {c['unit']}")]
        case _:
            return [(_("Contact"), f"{c['post']} {c['phone']}"), (_("What for"), c["note"])]


def _level(number: Any) -> str:
    return str(ResponseLevel(int(number)).label)


def _deadline(content: Mapping[str, Any]) -> str:
    minutes = content["deadline_minutes"]
    if minutes is None:
        return ""
    words = content.get("deadline_words") or ""
    number = (
        pgettext("deadline", "at once")
        if minutes == 0
        else _("%(number)d min") % {"number": minutes}
    )
    return f"{words} → {number}" if words else str(number)


class PlanImportTransition(TransitionView):
    """Make the draft, or give the import up."""

    model = PlanImport
    permission = CHANGE
    machine = IMPORT
    services: ClassVar = {"make": make_plan, "drop": drop_import}
    id_argument = "import_id"

    def success_url(self, pk: Any, name: str) -> str:
        """To the draft when it was made."""
        row = get_visible(PlanImport, pk, actor=self.actor)
        if name == "make" and row.plan is not None:
            return str(row.plan.get_absolute_url())
        return str(row.get_absolute_url())


@require_POST
@requires(CHANGE)
def decide(request: ActorRequest, pk: int) -> HttpResponse:
    """Keep an item, leave it out, or take the decision back."""
    item = decide_item(item_id=pk, decision=request.POST.get("decision", ""), actor=request.actor)
    return go_to(request, f"{item.plan_import.get_absolute_url()}#item-{item.pk}")


@require_POST
@requires(CHANGE)
def keep(request: ActorRequest, pk: int) -> HttpResponse:
    """Keep all undoubted items of a kind."""
    kind = request.POST.get("kind", "")
    keep_undoubted(import_id=pk, kind=kind, actor=request.actor)
    return go_to(request, f"{reverse('plans:import', args=[pk])}#kind-{kind}")


class PlanItemPage(FormPage):
    """Correct what was found."""

    model = PlanImportItem
    permission = CHANGE
    title = gettext_lazy("Correct what was found")
    breadcrumbs = CRUMBS
    submit_label = gettext_lazy("Keep as corrected")

    def load(self, **kwargs: Any) -> None:
        """Fetch the item; its words of the text stand above the form."""
        self.obj = get_visible(PlanImportItem, kwargs["pk"], actor=self.actor)
        self.subtitle = _("Line %(line)d: %(quote)s") % {
            "line": self.obj.line,
            "quote": self.obj.quote,
        }

    def form(self, **data: Any) -> Any:
        """The form of the kind of item."""
        return ITEM_FORMS[self.obj.kind](initial=dict(self.obj.content), **data)

    def get_cancel_url(self) -> str:
        """Back to the item."""
        return f"{self.obj.plan_import.get_absolute_url()}#item-{self.obj.pk}"

    def save(self, form: Any) -> PlanImportItem:
        """Write the correction."""
        return correct_item(item_id=self.obj.pk, content=dict(form.cleaned_data), actor=self.actor)

    def success_url(self, saved: Any) -> str:
        """Back to the item."""
        return self.get_cancel_url()
