"""Roles: the installed ones follow the code, the county's own and changed ones are the county's."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.accounts.choices import ADMINISTRATORS, RoleFamily
from anlan.base.accounts.errors import RoleIsHeld
from anlan.base.accounts.events import RoleChanged
from anlan.base.accounts.models import AccessRule, Role
from anlan.base.accounts.permissions import CHANGE_ROLE, CHANGE_RULE
from anlan.base.accounts.rules import read_data
from anlan.base.audit.public import audit, changes
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.policy import all_actions, get_visible, require, require_permission


def installed_permissions(role_code: str) -> list[str]:
    """Return what a role may do as installed."""
    return [action.code for action in all_actions() if role_code in action.roles]


@transaction.atomic
def sync_roles(*, actor: Actor) -> list[str]:
    """Bring the installed roles up to date with what the apps declare; returns codes changed.

    Roles the county created are left alone. Of an installed role the county has changed, words and
    family follow, its permissions do not.
    """
    require_permission(actor, CHANGE_ROLE)
    touched = []
    for row in read_data("roles.csv"):
        role = Role.objects.select_for_update().filter(code=row["code"]).first()
        is_new = role is None
        role = role or Role(code=row["code"])
        wanted = {
            "name": row["name"],
            "name_en": row["name_en"],
            "family": row["family"],
            "description": row["description"],
            "is_installed": True,
        }
        if is_new or not role.is_changed_here:
            wanted["permissions"] = installed_permissions(row["code"])
            wanted["needs_second_factor"] = row["needs_second_factor"] == "true"
        if row["family"] in ADMINISTRATORS:
            wanted["needs_second_factor"] = True
        _before, after = changes(role, **wanted)
        if is_new or after:
            role.save()
            touched.append(role.code)
    if touched:
        audit(actor, "accounts.roles.synchronised", after={"roles": touched})
    return touched


@transaction.atomic
def create_role(
    *,
    code: str,
    name: str,
    permissions: Iterable[str],
    actor: Actor,
    family: str = RoleFamily.BUSINESS,
    description: str = "",
    needs_second_factor: bool = False,
) -> Role:
    """Create a role of the county's own."""
    require_permission(actor, CHANGE_ROLE)
    code = code.strip()
    if not code or Role.objects.filter(code=code).exists():
        raise InvalidInput(fields={"code": _("Another role has this code.")})
    if family not in RoleFamily.values:
        raise InvalidInput(fields={"family": _("This family of roles is unknown.")})
    role = Role(
        code=code,
        name=name.strip(),
        family=family,
        description=description,
        permissions=check_permissions(permissions, family),
        needs_second_factor=needs_second_factor or family in ADMINISTRATORS,
        is_changed_here=True,
    )
    role.save()
    audit(
        actor,
        "accounts.role.created",
        role,
        after={"name": role.name, "family": family, "permissions": role.permissions},
    )
    emit(RoleChanged(role_id=role.pk), actor)
    return role


@transaction.atomic
def update_role(
    *,
    role_id: int,
    actor: Actor,
    permissions: Iterable[str] | None = None,
    name: str | None = None,
    description: str | None = None,
    needs_second_factor: bool | None = None,
    family: str | None = None,
) -> Role:
    """Change what a role may do. Raises ``RoleIsHeld`` when the family of a held role changes."""
    role = get_visible(Role, role_id, actor=actor, lock=True)
    require(actor, CHANGE_ROLE, role)
    wanted = {
        key: value
        for key, value in (("name", name), ("description", description), ("family", family))
        if value is not None
    }
    target = str(wanted.get("family", role.family))
    if target != role.family and (role.is_installed or role.grants.exists()):
        raise RoleIsHeld
    values: dict[str, object] = dict(wanted)
    if permissions is not None:
        values["permissions"] = check_permissions(permissions, target)
    if needs_second_factor is not None:
        values["needs_second_factor"] = needs_second_factor or target in ADMINISTRATORS
    before, after = changes(role, **values)
    if not after:
        return role
    role.is_changed_here = True
    role.save(update_fields=[*after, "is_changed_here", "updated_at"])
    if "permissions" in after:
        old, new = set(before.pop("permissions")), set(after.pop("permissions"))
        before["removed"], after["added"] = sorted(old - new), sorted(new - old)
    audit(actor, "accounts.role.changed", role, before=before, after=after)
    emit(RoleChanged(role_id=role.pk), actor)
    return role


def check_permissions(permissions: Iterable[str], family: str) -> list[str]:
    """Return the permissions in order; raises ``InvalidInput`` when the family may not hold one.

    What the installed administrators alone may do stays with that administrator; an administrator
    does no business.
    """
    actions = {action.code: action for action in all_actions()}
    chosen = sorted(set(permissions))
    for code in chosen:
        action = actions.get(code)
        if action is None:
            raise InvalidInput(
                fields={"permissions": _("Unknown permission: %(code)s") % {"code": code}}
            )
        is_administrative = bool(action.roles) and set(action.roles) <= set(ADMINISTRATORS)
        fits = not is_administrative if family == RoleFamily.BUSINESS else family in action.roles
        if not fits:
            raise InvalidInput(
                fields={
                    "permissions": _("“%(action)s” cannot belong to a role of this family.")
                    % {"action": action.label}
                }
            )
    return chosen


@transaction.atomic
def load_rules(*, actor: Actor) -> None:
    """Load the installed access rules; values the county changed stay."""
    require_permission(actor, CHANGE_RULE)
    for row in read_data("access_rules.csv"):
        rule = AccessRule.objects.filter(code=row["code"]).first() or AccessRule(code=row["code"])
        for key in ("name", "name_en", "unit", "legal_basis", "note"):
            setattr(rule, key, row[key])
        rule.is_verified = row["is_verified"] == "true"
        if not rule.is_changed_here:
            rule.value = int(row["value"])
        rule.save()


@transaction.atomic
def update_rule(*, code: str, value: int, actor: Actor, reason: str = "") -> AccessRule:
    """Set the county's own value of a rule; zero is refused, it would switch the rule off."""
    rule = get_visible(AccessRule, code, actor=actor, lock=True)
    require(actor, CHANGE_RULE, rule)
    if value < 1:
        raise InvalidInput(fields={"value": _("The value is at least one.")})
    before, after = changes(rule, value=value)
    if after:
        rule.is_changed_here = True
        rule.save(update_fields=["value", "is_changed_here"])
        audit(actor, "accounts.rule.changed", rule, before=before, after=after, reason=reason)
    return rule
