"""Roles, rules of sign-in, emergency overrides: the security administrator's pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anlan.base.accounts.forms import RoleChangeForm, RoleForm, RuleForm, grouped_actions
from anlan.base.accounts.models import AccessRule, EmergencyOverride, Role
from anlan.base.accounts.permissions import (
    CHANGE_ROLE,
    CHANGE_RULE,
    VIEW_OVERRIDE,
    VIEW_USER,
)
from anlan.base.accounts.scopes import describe_scope
from anlan.base.accounts.services import override as overrides
from anlan.base.accounts.services import roles
from anlan.base.accounts.tables import AccessRuleTable, OverrideTable, RoleTable
from anlan.kernel.pages import (
    ChangePage,
    CreatePage,
    Facet,
    ListPage,
    ObjectPage,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import get_visible
from anlan.kernel.requests import requires


class RoleList(ListPage):
    """All roles."""

    model = Role
    table_class = RoleTable
    ordering = ("family", "code")
    search_fields = ("code", "name", "name_en")
    facets = (Facet("family", gettext_lazy("Family")),)
    create_url_name = "accounts:role_create"
    create_permission = CHANGE_ROLE

    def queryset(self) -> QuerySet[Role]:
        """Roles with how many grants of them there are."""
        rows: QuerySet[Role] = super().queryset()
        return rows.annotate(holders=Count("grants"))


class RolePage(ObjectPage):
    """One role: what it may do, app by app, and who holds it."""

    model = Role
    breadcrumbs = ((gettext_lazy("Roles"), "accounts:roles"),)
    edit_url_name = "accounts:role_change"
    edit_permission = CHANGE_ROLE

    def number(self, obj: Role) -> str:
        """Its code."""
        return obj.code

    def facts(self, obj: Role) -> list[dict[str, Any]]:
        """What it is."""
        return [
            fact_group(
                _("Role"),
                fact(_("Description"), obj.description, wide=True),
                fact(_("Family"), obj.get_family_display()),
                fact(_("Needs a second factor"), _("yes") if obj.needs_second_factor else _("no")),
                fact(_("Comes with the platform"), _("yes") if obj.is_installed else _("no")),
                fact(_("Changed by the county"), _("yes") if obj.is_changed_here else _("no")),
            )
        ]

    def own_panels(self, obj: Role) -> Iterable[Mapping[str, Any]]:
        """Permissions by app; holders for who may see accounts."""
        held = set(obj.permissions)
        groups = [
            {"title": title, "labels": [label for code, label in entries if code in held]}
            for title, entries in grouped_actions()
        ]
        yield {
            "id": "permissions",
            "title": _("What it may do"),
            "count": len(held),
            "wide": True,
            "template": "accounts/_permissions.html",
            "groups": [group for group in groups if group["labels"]],
        }
        if self.actor.has(VIEW_USER):
            held_by = obj.grants.select_related("user").order_by("user__username")
            yield {
                "id": "holders",
                "title": _("Held by"),
                "count": held_by.count(),
                "rows": [
                    {
                        "label": str(g.user),
                        "url": g.user.get_absolute_url(),
                        "value": describe_scope(g.scope_kind, g.scope_value),
                    }
                    for g in held_by[:50]
                ],
            }


class RoleCreatePage(CreatePage):
    """Create a role of the county's own."""

    model = Role
    permission = CHANGE_ROLE
    form_class = RoleForm
    breadcrumbs = ((gettext_lazy("Roles"), "accounts:roles"),)

    def save(self, form: Any) -> Role:
        """Create it."""
        return roles.create_role(actor=self.actor, **form.cleaned_data)


class RoleChangePage(ChangePage):
    """Change what a role may do."""

    model = Role
    permission = CHANGE_ROLE
    form_class = RoleChangeForm
    breadcrumbs = ((gettext_lazy("Roles"), "accounts:roles"),)

    def save(self, form: Any) -> Role:
        """Change it."""
        return roles.update_role(role_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class AccessRuleList(ListPage):
    """The figures of sign-in with their basis."""

    model = AccessRule
    table_class = AccessRuleTable
    ordering = ("code",)
    search_fields = ("code", "name", "name_en")


class AccessRuleChangePage(ChangePage):
    """Set the county's own value."""

    model = AccessRule
    permission = CHANGE_RULE
    form_class = RuleForm
    breadcrumbs = ((gettext_lazy("Access rules"), "accounts:rules"),)

    def save(self, form: Any) -> AccessRule:
        """Set it."""
        return roles.update_rule(code=self.obj.pk, actor=self.actor, **form.cleaned_data)

    def success_url(self, saved: Any) -> str:
        """Back to the list."""
        return reverse("accounts:rules")


class OverrideList(ListPage):
    """Emergency overrides, newest first."""

    model = EmergencyOverride
    table_class = OverrideTable
    ordering = ("-started_at",)
    select_related = ("user",)
    live_topic = "overrides"
    empty_text = gettext_lazy("Nobody has overridden the limits of a role.")


@require_POST
@requires(VIEW_OVERRIDE)
def end_override(request: Any, pk: int) -> HttpResponse:
    """End somebody's override."""
    get_visible(EmergencyOverride, pk, actor=request.actor)
    overrides.end_override(override_id=pk, actor=request.actor)
    return go_to(request, reverse("accounts:overrides"))
