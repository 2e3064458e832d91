"""Checklists: reading them, copying one, changing the copy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from anlan.governance.patrols.forms import ChecklistForm
from anlan.governance.patrols.models import Checklist
from anlan.governance.patrols.permissions import PLAN
from anlan.governance.patrols.services import checklists
from anlan.governance.patrols.tables import ChecklistTable
from anlan.governance.patrols.views.visits import CRUMBS
from anlan.kernel.pages import ChangePage, ListPage, ObjectPage, fact, fact_group
from anlan.kernel.pages.base import go_to
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires

LIST_CRUMBS = (*CRUMBS, (gettext_lazy("Patrol checklists"), "patrols:checklists"))


class ChecklistListPage(ListPage):
    """What teams look at."""

    model = Checklist
    table_class = ChecklistTable
    title = gettext_lazy("Patrol checklists")
    breadcrumbs = CRUMBS
    ordering = ("-is_active", "is_standard", "code")
    empty_title = gettext_lazy("No checklist is loaded")
    empty_text = gettext_lazy("The reference tables bring four lists.")


class ChecklistPage(ObjectPage):
    """One list, item by item, with its sources."""

    model = Checklist
    edit_url_name = "patrols:change_checklist"
    edit_permission = PLAN
    breadcrumbs = LIST_CRUMBS

    def describe(self, obj: Any) -> dict[str, Any]:
        """The platform's own lists are copied, not changed."""
        page = super().describe(obj)
        if obj.is_standard:
            page["edit_url"] = ""
        return page

    def facts(self, obj: Checklist) -> list[dict[str, Any]]:
        """For whom, from where."""
        return [
            fact_group(
                _("patrol checklist"),
                fact(pgettext("patrol", "for kinds of unit"), obj.kind_words),
                fact(
                    pgettext("patrol", "brought by the platform"),
                    _("yes") if obj.is_standard else _("no"),
                ),
                fact(_("in use"), _("yes") if obj.is_active else _("no")),
            )
        ]

    def own_verbs(self, obj: Checklist) -> Iterable[Verb]:
        """Copying."""
        if self.actor.has(PLAN):
            yield Verb(
                "copy",
                _("Copy to change it"),
                reverse("patrols:copy_checklist", args=[obj.pk]),
                icon="copy",
            )

    def own_panels(self, obj: Checklist) -> Iterable[Mapping[str, Any]]:
        """The items."""
        items = list(obj.items.all())
        yield {
            "id": "items",
            "title": pgettext("patrol", "Items"),
            "count": len(items),
            "wide": True,
            "rows": [
                {
                    "label": f"{item.part}：{item.text}",
                    "where": item.legal_basis
                    + (
                        ""
                        if item.is_verified or not item.legal_basis
                        else f"（{_('not verified')}）"
                    ),
                }
                for item in items
            ],
        }


@require_POST
@requires(PLAN)
def copy(request: ActorRequest, pk: int) -> HttpResponse:
    """Copy a list and go on to changing it."""
    made = checklists.copy_checklist(checklist_id=pk, actor=request.actor)
    return go_to(request, reverse("patrols:change_checklist", args=[made.pk]))


class ChangeChecklistPage(ChangePage):
    """Change one's own list."""

    model = Checklist
    permission = PLAN
    form_class = ChecklistForm
    breadcrumbs = LIST_CRUMBS

    def get_initial(self) -> Mapping[str, Any]:
        """The items, one a line."""
        rows = [f"{i.part} | {i.text} | {i.legal_basis}" for i in self.obj.items.all()]
        return {"name": self.obj.name, "items": "\n".join(rows), "is_active": self.obj.is_active}

    def save(self, form: Any) -> Checklist:
        """Call the service."""
        return checklists.change_checklist(
            checklist_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        )
