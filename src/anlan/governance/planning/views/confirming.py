"""The page where a document is confirmed: the text beside what was read in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_POST

from anlan.governance.planning.choices import DOCUMENT_TONES, DocumentState
from anlan.governance.planning.comparing import compare_lines
from anlan.governance.planning.forms import IndicatorForm, TaskForm
from anlan.governance.planning.models import PlannedIndicator, PlannedTask, PlanningDocument
from anlan.governance.planning.permissions import KEEP, VIEW
from anlan.governance.planning.rows import (
    changed_since,
    identity,
    items_of,
    progress_of,
    row_of,
    sections_of,
)
from anlan.governance.planning.services import confirming, correcting
from anlan.governance.planning.services.versions import follow_version
from anlan.governance.planning.states import DOCUMENT
from anlan.governance.planning.wording import doubt_words
from anlan.kernel.errors import InvalidInput
from anlan.kernel.pages import ChangePage, ObjectPage, TransitionView, fact, fact_group
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import get_visible
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, render_page, requires, wanted_blocks

CRUMBS = ((gettext_lazy("Planning documents"), "planning:documents"),)


class DocumentPage(ObjectPage):
    """The text on one side, what was read in it on the other."""

    model = PlanningDocument
    template = "planning/document.html"
    machine = DOCUMENT
    state_tones = DOCUMENT_TONES
    transition_url_name = "planning:state"
    select_related = ("previous", "resembles")
    breadcrumbs = CRUMBS
    live_topic = "planning:{pk}"

    def get_subtitle(self, obj: PlanningDocument) -> str:
        """Where the text came from."""
        return obj.file_name

    def number(self, obj: PlanningDocument) -> str:
        """Which version it is."""
        return _("version %(number)d") % {"number": obj.version} if obj.version > 1 else ""

    def note(self, obj: PlanningDocument) -> Mapping[str, Any] | None:
        """Say that it is invented, replaced, or the new version of another."""
        if obj.state == DocumentState.SUPERSEDED and hasattr(obj, "next"):
            words = _("This version was replaced: %(document)s counts now.")
            return {"text": words % {"document": obj.next.name}, "tone": "warning"}
        if obj.state == DocumentState.READING and obj.resembles is not None:
            words = _("%(percent)d %% of the lines also stand in “%(document)s”.")
            values = {"percent": obj.resemblance, "document": obj.resembles.name}
            return {"text": words % values, "tone": "info"}
        if obj.is_demonstration:
            return {"text": _("Written for demonstration; no county's own plan."), "tone": "info"}
        return None

    def verbs(self, obj: Any) -> list[dict[str, Any]]:
        """A version is replaced by confirming the next, not by a button."""
        return [verb for verb in super().verbs(obj) if verb["name"] != "supersede"]

    def own_verbs(self, obj: PlanningDocument) -> Iterable[Verb]:
        """Compare with the version before, or take a document as one."""
        if obj.previous_id is not None:
            yield Verb(
                name="changes",
                label=_("What changed"),
                url=reverse("planning:changes", args=[obj.pk]),
                method="get",
                icon="arrows-exchange",
            )
        elif (
            obj.state == DocumentState.READING
            and obj.resembles_id is not None
            and self.actor.has(KEEP)
        ):
            yield Verb(
                name="follow",
                label=_("Read as its new version"),
                url=reverse("planning:follow", args=[obj.pk]),
            )

    def facts(self, obj: PlanningDocument) -> list[dict[str, Any]]:
        """Plans, counts, who read it in."""
        return [
            fact_group(
                _("Document"),
                fact(pgettext("planning", "plans in the document"), len(obj.plans)),
                fact(pgettext("planning", "indicators"), obj.indicators.standing().count()),
                fact(pgettext("planning", "tasks"), obj.tasks.standing().count()),
                fact(_("doubts"), obj.doubt_count),
                fact(pgettext("planning", "read in by"), obj.loaded_by),
                fact(_("Read in"), at=obj.created_at),
                fact(pgettext("planning", "confirmed by"), obj.confirmed_by),
                fact(pgettext("planning", "confirmed at"), at=obj.confirmed_at),
                fact(
                    pgettext("planning", "version before"),
                    obj.previous,
                    url=obj.previous.get_absolute_url() if obj.previous else "",
                ),
            )
        ]

    def describe(self, obj: PlanningDocument) -> dict[str, Any]:
        """Add the lines and what stands at them; a live refresh asks for the head alone."""
        page = super().describe(obj)
        if wanted_blocks(self.request):
            return page
        items = items_of(obj)
        found: dict[int, str] = {}
        for item in items:
            for line, *_place in item.anchors:
                found.setdefault(line, identity(item))
        is_open = obj.state == DocumentState.READING and self.actor.has(KEEP)
        waiting = set(obj.open_doubts())
        last = obj.corrections.order_by("-pk").values_list("pk", flat=True).first()
        return page | {
            "plans": [plan for plan in obj.plans if plan["title"]],
            "lines": [
                {"number": number, "text": text, "item": found.get(number, "")}
                for number, text in obj.lines
            ],
            "sections": sections_of(obj, items),
            "progress": progress_of(items),
            "is_open": is_open,
            "seq": last or 0,
            "step_url": reverse("planning:step", args=[obj.pk]),
            "changed_url": reverse("planning:changed", args=[obj.pk]),
            "doubts": [
                {
                    "number": number,
                    "line": line,
                    "words": doubt_words(code),
                    "quote": quote,
                    "is_open": is_open and number in waiting,
                }
                for number, (line, code, quote) in enumerate(obj.doubts)
                if code != "lead_not_said" or number in waiting
            ],
        }


class DocumentTransition(TransitionView):
    """Confirm the document, or take it up again."""

    model = PlanningDocument
    permission = KEEP
    machine = DOCUMENT
    services: ClassVar = {
        "confirm": confirming.confirm_document,
        "reopen": confirming.reopen_document,
    }
    id_argument = "document_id"


@require_POST
@requires(KEEP)
def follow(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a document as the new version of the one it resembles."""
    document = get_visible(PlanningDocument, pk, actor=request.actor)
    if document.resembles_id is None:
        raise InvalidInput(_("No document was proposed."))
    follow_version(document_id=pk, previous_id=document.resembles_id, actor=request.actor)
    return go_to(request, reverse("planning:changes", args=[pk]))


@require_POST
@requires(KEEP)
def step(request: ActorRequest, pk: int) -> HttpResponse:
    """Carry out one step of a person at the document and answer with what it touched."""
    said = _carry_out(request, pk)
    if "application/json" not in request.headers.get("Accept", ""):
        anchor = f"{request.POST.get('kind', 'task')}-{request.POST.get('item', '')}"
        return go_to(request, f"{reverse('planning:document', args=[pk])}#{anchor}")
    return _answer(request, pk, request.POST.get("since", ""), said)


@requires(VIEW)
def changed(request: ActorRequest, pk: int) -> HttpResponse:
    """Answer with what others have touched since a step."""
    return _answer(request, pk, request.GET.get("since", ""), "")


def _answer(request: ActorRequest, pk: int, since: str, said: str) -> HttpResponse:
    document = get_visible(PlanningDocument, pk, actor=request.actor)
    is_open = document.state == DocumentState.READING and request.actor.has(KEEP)
    found = changed_since(document, int(since) if since.isdigit() else 0, is_open)
    return JsonResponse(found | {"said": said, "is_reading": is_open})


def _carry_out(request: ActorRequest, pk: int) -> str:
    posted = request.POST

    def number(name: str) -> int:
        value = posted.get(name, "")
        return int(value) if value.isdigit() and len(value) < 10 else -1

    revision = number("revision")
    place: dict[str, Any] = {"document_id": pk, "actor": request.actor}
    one: dict[str, Any] = place | {
        "kind": posted.get("kind", ""),
        "item_id": number("item"),
        "revision": None if revision < 0 else revision,
    }
    match posted.get("verb", ""):
        case "confirmed" | "left_out" | "read" as decision:
            confirming.decide_item(**one, decision=decision)
        case "merge":
            correcting.merge_with_next(**one)
        case "split":
            correcting.split_item(**one, at=number("at"))
        case "undo":
            confirming.undo_step(**place)
            return _("Taken back.")
        case "add":
            correcting.add_item(
                **place,
                kind=posted.get("kind", ""),
                line=number("line"),
                start=number("start"),
                end=number("end"),
            )
        case "section":
            done = confirming.confirm_undoubted(**place, first=number("first"), last=number("last"))
            words = ngettext("%(number)d item confirmed.", "%(number)d items confirmed.", done)
            return words % {"number": done}
        case "doubt":
            confirming.see_doubt(**place, number=number("number"))
        case _:
            raise InvalidInput(fields={"verb": _("There is no such step.")})
    return ""


class ItemPage(ChangePage):
    """Correct an item; what the program had read stands beside."""

    template = "planning/item.html"
    permission = KEEP
    breadcrumbs = CRUMBS
    submit_label = gettext_lazy("Confirm as corrected")
    title = gettext_lazy("Correct what was read")
    keeps_draft = False
    kind: ClassVar[str] = ""

    def form(self, **data: Any) -> Any:
        """The form of the kind of item, without writing on the row."""
        form_class: Any = self.form_class
        return form_class(instance=type(self.obj).objects.get(pk=self.obj.pk), **data)

    def answer(self, form: Any, status: int = 200) -> HttpResponse:
        """A page, or the fields alone for the page of the document."""
        if self.request.headers.get("X-Part") != "fields":
            return super().answer(form, status)
        context = {"form": form, "page": self.describe(form), "object": self.obj}
        return render_page(self.request, "planning/_item_form.html", context, status=status)

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer the page of the document with what was touched."""
        if request.headers.get("X-Part") != "fields":
            return super().post(request, *args, **kwargs)
        self.load(**kwargs)
        form = self.form(data=request.POST)
        if not form.is_valid():
            return self.answer(form, status=422)
        self.save(form)
        return _answer(request, self.obj.document_id, request.POST.get("since", ""), "")

    def describe(self, form: Any) -> dict[str, Any]:
        """Add the row, its place and its steps."""
        document = self.obj.document
        return super().describe(form) | {
            "row": row_of(self.obj),
            "document": document,
            "line_text": dict(document.lines).get(self.obj.line, ""),
            "step_url": reverse("planning:step", args=[document.pk]),
        }

    def get_cancel_url(self) -> str:
        """Back to the item."""
        return str(self.obj.get_absolute_url())

    def save(self, form: Any) -> Any:
        """Write the correction."""
        revision = self.request.POST.get("revision", "")
        correcting.correct_item(
            document_id=self.obj.document_id,
            kind=self.kind,
            item_id=self.obj.pk,
            content=dict(form.cleaned_data),
            actor=self.actor,
            revision=int(revision) if revision.isdigit() else None,
        )
        return self.obj


class TaskPage(ItemPage):
    """Correct a task."""

    model = PlannedTask
    form_class = TaskForm
    kind = "task"


class IndicatorPage(ItemPage):
    """Correct an indicator."""

    model = PlannedIndicator
    form_class = IndicatorForm
    kind = "indicator"


class ChangesPage(ObjectPage):
    """What a new version changes: item by item, then line by line."""

    model = PlanningDocument
    template = "planning/changes.html"
    select_related = ("previous",)
    breadcrumbs = CRUMBS
    title = gettext_lazy("What changed")

    def get_subtitle(self, obj: PlanningDocument) -> str:
        """The versions compared."""
        return f"{obj.previous} → {obj}" if obj.previous else str(obj)

    def get_title(self, obj: PlanningDocument) -> Any:
        """What the page is about."""
        return self.title

    def own_verbs(self, obj: PlanningDocument) -> Iterable[Verb]:
        """Back to confirming."""
        yield Verb(
            name="document",
            label=_("Back to the document"),
            url=obj.get_absolute_url(),
            method="get",
        )

    def timeline(self, obj: PlanningDocument) -> None:
        """That of the document stands there."""
        return

    def describe(self, obj: PlanningDocument) -> dict[str, Any]:
        """Add items by what became of them, and the lines that differ."""
        rows: dict[str, list[dict[str, Any]]] = {"changed": [], "gone": [], "new": [], "same": []}
        for item in items_of(obj):
            if item.change in rows:
                rows[item.change].append(row_of(item))
        lines = compare_lines(obj.previous.lines, obj.lines) if obj.previous else []
        return super().describe(obj) | {"groups": rows, "lines": lines}
