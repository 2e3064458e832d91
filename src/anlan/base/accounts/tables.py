"""Tables of accounts."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from anlan.base.accounts.models import AccessRule, EmergencyOverride, Role, User
from anlan.kernel.pages import LinkColumn, MomentColumn, NumberColumn, Table


class AccountTable(Table):
    """Accounts."""

    username = LinkColumn()
    display_name = tables.Column()
    organisation = tables.Column(
        accessor="person__organisation",
        verbose_name=_("organisation"),
        order_by=("person__organisation_id",),
    )
    roles = tables.Column(
        accessor="role_names", verbose_name=_("roles"), orderable=False, empty_values=()
    )
    last_login = MomentColumn(verbose_name=_("last sign-in"))
    has_second_factor = tables.BooleanColumn()
    is_active = tables.BooleanColumn()

    class Meta(Table.Meta):
        model = User
        fields = ("username", "display_name")

    def render_roles(self, record: User) -> str:
        """Roles held, from what was fetched with the page."""
        return self.value_roles(record)

    def value_roles(self, record: User) -> str:
        """The same words in exports."""
        return "、".join(dict.fromkeys(str(grant.role) for grant in record.grants.all())) or "—"


class RoleTable(Table):
    """Roles."""

    name = LinkColumn()
    code = tables.Column()
    family = tables.Column()
    description = tables.Column()
    holders = NumberColumn(verbose_name=_("held by"))
    is_installed = tables.BooleanColumn()
    is_changed_here = tables.BooleanColumn()

    class Meta(Table.Meta):
        model = Role
        fields = ("name", "code", "family", "description")


class AccessRuleTable(Table):
    """Rules of sign-in."""

    name = LinkColumn()
    value = NumberColumn()
    unit = tables.Column()
    legal_basis = tables.Column()
    is_verified = tables.BooleanColumn()
    note = tables.Column()
    is_changed_here = tables.BooleanColumn()

    class Meta(Table.Meta):
        model = AccessRule
        fields = ("name", "value", "unit", "legal_basis", "is_verified", "note")


class OverrideTable(Table):
    """Emergency overrides."""

    user = tables.Column()
    reason = tables.Column()
    started_at = MomentColumn()
    ends_at = MomentColumn()
    ended_at = MomentColumn()

    class Meta(Table.Meta):
        model = EmergencyOverride
        fields = ("user", "reason", "started_at", "ends_at", "ended_at")
