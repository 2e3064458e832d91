"""Three administrators: one keeps accounts, one gives rights, one watches both."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.base.accounts.models import (
    AccessRule,
    AccountSession,
    EmergencyOverride,
    Grant,
    Role,
    User,
)
from anlan.kernel.policy import Action, Policy, policy, register_actions

VIEW_USER = "accounts.view_user"
CHANGE_USER = "accounts.change_user"
VIEW_ROLE = "accounts.view_role"
CHANGE_ROLE = "accounts.change_role"
CHANGE_GRANT = "accounts.change_grant"
CHANGE_RULE = "accounts.change_rule"
VIEW_OVERRIDE = "accounts.view_override"
START_OVERRIDE = "accounts.start_override"
DELEGATE = "accounts.delegate_grant"

ADMINS = ("system_admin", "security_admin", "auditor")
OFFICIALS = (
    "county_leader",
    "commander",
    "duty_officer",
    "bureau_officer",
    "department_officer",
    "township_officer",
)

register_actions(
    Action(VIEW_USER, _("read accounts"), roles=ADMINS),
    Action(CHANGE_USER, _("open, close and reset accounts"), roles=("system_admin",)),
    Action(VIEW_ROLE, _("read roles"), roles=ADMINS),
    Action(CHANGE_ROLE, _("change what a role may do"), roles=("security_admin",)),
    Action(CHANGE_GRANT, _("give and take roles"), roles=("security_admin",)),
    Action(CHANGE_RULE, _("change the rules of sign-in"), roles=("security_admin",)),
    Action(VIEW_OVERRIDE, _("read emergency overrides"), roles=("security_admin", "auditor")),
    Action(
        START_OVERRIDE,
        _("override the limits of the role in an emergency"),
        roles=("county_leader", "commander", "duty_officer"),
    ),
    Action(
        DELEGATE,
        _("delegate own rights for a time"),
        roles=(*OFFICIALS, "team_leader", "warehouse_keeper", "enterprise_manager"),
    ),
)


@policy
class UserPolicy(Policy[User]):
    """By the region or organisation of the person; oneself."""

    model = User
    view = VIEW_USER
    region_field = "person__organisation__region"
    organisation_field = "person__organisation_id"
    person_field = "person_id"


@policy
class RolePolicy(Policy[Role]):
    """Roles belong to the whole platform."""

    model = Role
    view = VIEW_ROLE


@policy
class GrantPolicy(Policy[Grant]):
    """As the account."""

    model = Grant
    view = VIEW_USER
    region_field = "user__person__organisation__region"
    organisation_field = "user__person__organisation_id"


@policy
class AccountSessionPolicy(Policy[AccountSession]):
    """As the account."""

    model = AccountSession
    view = VIEW_USER
    region_field = "user__person__organisation__region"
    organisation_field = "user__person__organisation_id"


@policy
class EmergencyOverridePolicy(Policy[EmergencyOverride]):
    """Overrides concern the whole platform."""

    model = EmergencyOverride
    view = VIEW_OVERRIDE


@policy
class AccessRulePolicy(Policy[AccessRule]):
    """Rules belong to the whole platform."""

    model = AccessRule
    view = VIEW_ROLE
