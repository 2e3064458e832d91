"""The catalogue: packs, their ledgers, checklists, criteria with marks, cadences, targets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from anlan.kernel.pages import (
    ChangePage,
    Facet,
    ListPage,
    ObjectPage,
    SavedFilter,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import find_url
from anlan.kernel.policy import policy_of
from anlan.kernel.registry import Verb
from anlan.supervision.ledgers.choices import TARGET_TONES
from anlan.supervision.ledgers.filters import pack_names
from anlan.supervision.ledgers.forms import ConfirmForm
from anlan.supervision.ledgers.models import (
    Cadence,
    Checklist,
    ChecklistItem,
    Criterion,
    Ledger,
    Pack,
)
from anlan.supervision.ledgers.permissions import CONFIRM, EDIT
from anlan.supervision.ledgers.services.packs import confirm_criterion
from anlan.supervision.ledgers.tables import CriterionTable, LedgerTable, PackTable
from anlan.supervision.ledgers.views.editor import edit_verb

PACKS = (gettext_lazy("Sector packs"), "ledgers:packs")


def _count(path: str, **condition: Any) -> Count:
    kept = {f"{path}__is_retired": False, **{f"{path}__{k}": v for k, v in condition.items()}}
    return Count(path, filter=Q(**kept), distinct=True)


class PackListPage(ListPage):
    """The catalogue of packs, by sub-plan."""

    model = Pack
    table_class = PackTable
    title = gettext_lazy("Sector packs")
    subtitle = gettext_lazy(
        "What each field of supervision keeps, checks, judges by and repeats, with its source"
    )
    search_fields = ("search_text",)
    ordering = ("sub_plan", "code")
    hidden_columns = ("version",)
    template = "ledgers/packs.html"
    live_topic = "packs"
    create_url_name = "ledgers:new_pack"
    create_permission = EDIT
    create_label = gettext_lazy("New pack")
    empty_title = gettext_lazy("No pack yet")
    empty_text = gettext_lazy("Sector packs come with the platform; “anlan prepare” loads them.")

    def queryset(self) -> QuerySet[Any]:
        """Packs with the counts of their parts."""
        rows: QuerySet[Any] = (
            super()
            .queryset()
            .annotate(
                ledger_count=_count("ledgers"),
                checklist_count=_count("checklists"),
                criterion_count=_count("criteria"),
                verified_count=_count("criteria", is_verified=True),
                cadence_count=_count("cadences"),
                target_count=_count("targets"),
            )
        )
        return rows


class LedgerListPage(ListPage):
    """All ledgers of all packs: where an officer begins who knows only the name."""

    model = Ledger
    table_class = LedgerTable
    title = gettext_lazy("Sector ledgers")
    search_fields = ("search_text",)
    search_placeholder = gettext_lazy("Name, another name, pinyin")
    ordering = ("pack__sub_plan", "sort_order", "pk")
    select_related = ("pack",)
    hidden_columns = ("due_rule", "updated_at", "aliases")
    facets = (
        Facet("pack", pgettext_lazy("ledgers", "sector pack"), field="pack_id", labels=pack_names),
        Facet("kept_by", gettext_lazy("kept by")),
    )
    saved_filters = (
        SavedFilter("used", gettext_lazy("In use"), Q(is_retired=False)),
        SavedFilter("retired", gettext_lazy("Retired"), Q(is_retired=True)),
    )
    empty_title = gettext_lazy("No ledger yet")
    empty_text = gettext_lazy("Ledgers come with the sector packs.")


class PackPage(ObjectPage):
    """One pack with everything in it and where it comes from."""

    model = Pack
    select_related = ("organisation",)
    breadcrumbs: ClassVar = (PACKS,)
    live_topic = "packs"

    def get_subtitle(self, obj: Pack) -> str:
        """The sub-plan's title."""
        return obj.title

    def number(self, obj: Pack) -> str:
        """The number of the sub-plan."""
        return _("sub-plan %(n)s") % {"n": obj.sub_plan}

    def holder(self, obj: Pack) -> dict[str, Any]:
        """The department that keeps it."""
        if obj.organisation is None:
            return {"label": obj.department}
        return {"label": str(obj.organisation), "url": obj.organisation.get_absolute_url()}

    def note(self, obj: Pack) -> dict[str, Any] | None:
        """Criteria nobody has compared yet are no basis of a decision."""
        if not obj.versions.filter(state="published").exists():
            text = _("This pack is being written: it counts when its first version is approved.")
            return {"text": text, "tone": "info"}
        open_ = obj.criteria.filter(is_retired=False, is_verified=False).count()
        if not open_:
            return None
        text = _("%(n)s criteria have not been compared with the official text yet.")
        return {"text": text % {"n": open_}, "tone": "warning"}

    def facts(self, obj: Pack) -> list[dict[str, Any]]:
        """Source and scope."""
        from django.apps import apps

        sectors = apps.get_model("enterprises.Sector")._default_manager
        names = sectors.filter(pk__in=obj.sectors).values_list("name", flat=True)
        lines = f"{obj.first_line}–{obj.last_line}"
        return [
            fact_group(
                _("Scope and source"),
                fact(_("department in charge"), obj.department),
                fact(_("sectors"), "、".join(names), wide=True),
                fact(_("word for the gravest hazards"), obj.top_hazard),
                fact(_("source document"), obj.source, wide=True),
                fact(_("lines of the source"), lines),
                fact(_("version"), obj.version),
            )
        ]

    def own_verbs(self, obj: Pack) -> Iterable[Verb]:
        """Editing, and its history."""
        if policy_of(Pack).can(self.actor, EDIT, obj):
            yield edit_verb(obj, reverse("ledgers:start", args=[obj.pk]))
        yield Verb(
            "versions", _("Versions"), f"{reverse('ledgers:versions')}?pack={obj.pk}",
            method="get", icon="history",
        )  # fmt: skip

    def own_panels(self, obj: Pack) -> Iterable[dict[str, Any]]:
        """Ledgers, checklists, criteria, cadences, targets, named things."""
        ledgers = list(obj.ledgers.filter(is_retired=False))
        yield _panel(
            "ledgers", pgettext("sector pack", "ledgers"), ledgers,
            [
                {"label": x.name, "url": x.get_absolute_url(), "where": x.get_kept_by_display(),
                 "value": "、".join(x.aliases[:2])}
                for x in ledgers
            ],
        )  # fmt: skip
        checklists = list(obj.checklists.filter(is_retired=False).annotate(n=Count("items")))
        yield _panel(
            "checklists", _("checklists"), checklists,
            [{"label": x.name, "url": x.get_absolute_url(), "value": x.n} for x in checklists],
        )  # fmt: skip
        criteria = list(obj.criteria.filter(is_retired=False))
        yield _panel(
            "criteria", _("hazard criteria"), criteria,
            [
                {"label": x.text, "url": x.get_absolute_url(), "where": x.clause,
                 "state": verification(x)}
                for x in criteria
            ],
        ) | {"url": f"{reverse('ledgers:criteria')}?pack={obj.pk}"}  # fmt: skip
        cadences = list(obj.cadences.filter(is_retired=False))
        yield _panel(
            "cadences", _("cadences"), cadences,
            [
                {"label": x.what, "url": x.get_absolute_url() if x.makes_duties else "",
                 "where": f"{x.get_subject_display()} · {x.who}", "value": rhythm(x)}
                for x in cadences
            ],
        )  # fmt: skip
        targets = list(obj.targets.filter(is_retired=False))
        yield _panel(
            "targets", pgettext("sector pack", "targets"), targets,
            [
                {"label": x.indicator, "url": x.get_absolute_url(), "where": x.value,
                 "value": x.deadline or x.recurring,
                 "state": {"label": x.get_state_display(), "tone": TARGET_TONES[x.state]}}
                for x in targets
            ],
        )  # fmt: skip
        things = list(obj.things.all())
        yield _panel(
            "things", _("named things"), things,
            [
                {"label": x.name, "where": x.how, "url": served_url(x.served_by, ledgers),
                 "value": x.get_kind_display()}
                for x in things
            ],
        )  # fmt: skip


def _panel(
    name: str, title: str, found: Sequence[Any], rows: list[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "id": name,
        "title": title,
        "count": len(found),
        "rows": rows,
        "wide": True,
        "empty": _("None in this pack."),
    }


def verification(criterion: Criterion) -> dict[str, str]:
    """The mark of a criterion."""
    if criterion.is_verified:
        return {"label": _("verified"), "tone": "done"}
    return {"label": _("to be verified"), "tone": "unknown"}


def rhythm(cadence: Cadence) -> str:
    """How often, in words."""
    if cadence.once_by:
        return _("once, by %(day)s") % {"day": cadence.once_by}
    if not cadence.unit:
        return cadence.occasion
    unit = cadence.get_unit_display()
    if cadence.times > 1:
        return _("%(n)s times per %(unit)s") % {"n": cadence.times, "unit": unit}
    if cadence.every > 1:
        return _("every %(n)s × %(unit)s") % {"n": cadence.every, "unit": unit}
    return _("once per %(unit)s") % {"unit": unit}


def served_url(servers: Sequence[str], ledgers: Sequence[Ledger]) -> str:
    """The page of the first room that serves a named thing and has one."""
    for server in servers:
        part, _colon, code = server.partition(":")
        if part == "ledger":
            for ledger in ledgers:
                if ledger.code == code:
                    return ledger.get_absolute_url()
        for name in ("list", "index", "board"):
            if url := find_url(f"{part}:{name}"):
                return url
    return ""


class CriterionListPage(ListPage):
    """All hazard criteria with their mark."""

    model = Criterion
    table_class = CriterionTable
    title = gettext_lazy("Hazard criteria")
    search_fields = ("search_text",)
    ordering = ("pack__sub_plan", "sort_order", "pk")
    select_related = ("pack",)
    hidden_columns = ("code",)
    breadcrumbs: ClassVar = (PACKS,)
    live_topic = "packs"
    facets = (
        Facet("pack", pgettext_lazy("ledgers", "sector pack"), field="pack_id", labels=pack_names),
        Facet("consequence", gettext_lazy("consequence")),
        Facet("is_verified", gettext_lazy("official text")),
    )
    saved_filters = (
        SavedFilter("used", gettext_lazy("In use"), Q(is_retired=False)),
        SavedFilter(
            "open", gettext_lazy("To be verified"), Q(is_retired=False, is_verified=False),
            counted=True,
        ),
    )  # fmt: skip
    empty_title = gettext_lazy("No criterion yet")
    empty_text = gettext_lazy("Hazard criteria come with the sector packs.")


class CriterionPage(ObjectPage):
    """One criterion: its wording, its clause, who compared it with the official text."""

    model = Criterion
    select_related = ("pack",)
    breadcrumbs: ClassVar = (PACKS, (gettext_lazy("Hazard criteria"), "ledgers:criteria"))

    def number(self, obj: Criterion) -> str:
        """Its code."""
        return obj.code

    def state(self, obj: Criterion) -> dict[str, Any]:
        """The mark."""
        return verification(obj)

    def facts(self, obj: Criterion) -> list[dict[str, Any]]:
        """Wording and verification."""
        return [
            fact_group(
                _("Criterion"),
                fact(_("text"), obj.text, wide=True),
                fact(_("legal basis"), obj.basis, wide=True),
                fact(_("clause"), obj.clause),
                fact(_("consequence"), obj.get_consequence_display()),
                fact(_("sector pack"), obj.pack.name, url=obj.pack.get_absolute_url()),
                fact(_("note"), obj.note, wide=True),
            ),
            fact_group(
                _("Verification"),
                fact(_("official text seen in"), obj.seen_in, wide=True),
                fact(_("confirmed by"), obj.confirmed_by),
                fact(_("confirmed at"), at=obj.confirmed_at),
            ),
        ]

    def own_verbs(self, obj: Criterion) -> Iterable[Verb]:
        """Confirming, for who has seen the official text."""
        if policy_of(Criterion).can(self.actor, CONFIRM, obj):
            label = _("Confirm again") if obj.is_verified else _("Confirm against the text")
            yield Verb(
                "confirm", label, reverse("ledgers:confirm", args=[obj.pk]), method="get",
                style="secondary" if obj.is_verified else "primary", icon="check",
            )  # fmt: skip


class CriterionConfirmPage(ChangePage):
    """“I have compared it”: where the official text was seen."""

    model = Criterion
    permission = CONFIRM
    form_class = ConfirmForm
    submit_label = gettext_lazy("I have compared it word by word")
    success_text = gettext_lazy("Confirmed, with your name and the citation.")

    def get_title(self) -> str:
        """The criterion's code."""
        return _("Confirm: %(name)s") % {"name": self.obj.code}

    def get_initial(self) -> dict[str, Any]:
        """The text it should stand in."""
        return {"citation": self.obj.seen_in or f"{self.obj.basis} {self.obj.clause}"}

    def describe(self, form: Any) -> dict[str, Any]:
        """Show the wording above the field."""
        return {**super().describe(form), "subtitle": self.obj.text}

    def save(self, form: Any) -> Criterion:
        """Record it."""
        return confirm_criterion(criterion_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class ChecklistPage(ObjectPage):
    """A checklist to read and to print."""

    model = Checklist
    select_related = ("pack",)
    template = "ledgers/checklist.html"
    breadcrumbs: ClassVar = (PACKS,)

    def facts(self, obj: Checklist) -> list[dict[str, Any]]:
        """Who uses it, by what law."""
        return [
            fact_group(
                _("Checklist"),
                fact(_("sector pack"), obj.pack.name, url=obj.pack.get_absolute_url()),
                fact(_("used by"), obj.get_used_by_display()),
                fact(_("legal basis"), obj.basis, wide=True),
                fact(_("other names"), "、".join(obj.aliases)),
            )
        ]

    def describe(self, obj: Checklist) -> dict[str, Any]:
        """Add the items."""
        items: QuerySet[ChecklistItem] = obj.items.select_related("criterion")
        return {**super().describe(obj), "items": list(items)}
