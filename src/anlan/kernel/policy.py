"""Who may see and do what: actions with the roles that hold them, and one policy per model.

Every list, map layer, export, search and API starts from ``policy.visible(actor)``. Outside the
scope an object does not exist (404); inside, what is not permitted is refused (403).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

from anlan.kernel.actor import Actor, Scope
from anlan.kernel.errors import Message, NotPermitted, NotVisible
from anlan.kernel.rehearsal import without_rehearsals

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Action:
    """A permission, its words, and the roles that hold it when the platform is installed."""

    code: str
    label: Message
    roles: tuple[str, ...] = ()


#: Actors outside the platform, which cannot tell a drill from the real thing.
MACHINES = frozenset({"api", "device"})
_actions: dict[str, Action] = {}
_policies: dict[type[Model], Policy[Any]] = {}
AudienceSource = Callable[[str], Iterable[tuple[int, Scope]]]
_audience: list[AudienceSource] = []


def register_actions(*actions: Action) -> None:
    """Make actions known; accounts builds the installed roles from them."""
    for action in actions:
        known = _actions.get(action.code)
        if known is not None and known != action:
            raise ValueError(f"action {action.code} is registered twice")
        _actions[action.code] = action


def all_actions() -> tuple[Action, ...]:
    """Return every registered action, ordered by code."""
    return tuple(_actions[code] for code in sorted(_actions))


class Policy(Generic[M]):
    """Row scope and rights of one model. Subclass once per model and register with ``@policy``.

    ``region_field`` is the path to a foreign key on Region (``"region"``, ``"enterprise__region"``;
    its column holds the code, so a subtree needs no join). The other ``…_field`` paths lead to the
    value itself (``"organisation_id"``). A scope kind without a path sees nothing of this model.
    ``public`` models are visible to everybody who is signed in.
    """

    model: ClassVar[type[Model]]
    view: ClassVar[str]
    region_field: ClassVar[str | None] = None
    organisation_field: ClassVar[str | None] = None
    sector_field: ClassVar[str | None] = None
    person_field: ClassVar[str | None] = None
    public: ClassVar[bool] = False

    def scope_q(self, scope: Scope) -> Q | None:
        """Return the filter for one scope, or None when the scope reaches nothing here."""
        if scope.kind == "all":
            return Q()
        if scope.kind == "region" and self.region_field:
            return Q(**{f"{self.region_field}__code__startswith": scope.value})
        path = {
            "organisation": self.organisation_field,
            "sector": self.sector_field,
            "person": self.person_field,
        }.get(scope.kind)
        return Q(**{path: scope.value}) if path else None

    def queryset(self) -> QuerySet[M]:
        """Return all rows; override to join or to hide archived ones."""
        return self.model._default_manager.all()  # type: ignore[return-value]

    def permitted(self, actor: Actor, permission: str) -> QuerySet[M]:
        """Return the rows over which ``actor`` holds ``permission``."""
        if self.public and permission == self.view and not actor.is_anonymous:
            return self.queryset()
        conditions = [q for q in map(self.scope_q, actor.scopes_for(permission)) if q is not None]
        if not conditions:
            return self.queryset().none()
        if any(not q for q in conditions):
            return self.queryset()
        union = conditions[0]
        for condition in conditions[1:]:
            union |= condition
        return self.queryset().filter(union)

    def visible(self, actor: Actor) -> QuerySet[M]:
        """Return the rows ``actor`` may read; other systems read nothing of a drill."""
        rows = self.permitted(actor, self.view)
        return without_rehearsals(rows) if actor.kind in MACHINES else rows

    def covers(self, scope: Scope, obj: M) -> bool:
        """Whether ``obj`` lies in ``scope``; agrees with ``scope_q`` without a query."""
        if scope.kind == "all":
            return True
        if scope.kind == "region":
            value = follow_path(obj, f"{self.region_field}_id" if self.region_field else None)
            return value is not None and str(value).startswith(scope.value)
        path = {
            "organisation": self.organisation_field,
            "sector": self.sector_field,
            "person": self.person_field,
        }.get(scope.kind)
        value = follow_path(obj, path)
        return value is not None and str(value) == scope.value

    def can(self, actor: Actor, permission: str, obj: M) -> bool:
        """Whether ``actor`` holds ``permission`` over ``obj``."""
        if self.public and permission == self.view and not actor.is_anonymous:
            return True
        return any(self.covers(scope, obj) for scope in actor.scopes_for(permission))

    def require(self, actor: Actor, permission: str, obj: M) -> None:
        """Raise ``NotVisible`` outside the scope, ``NotPermitted`` inside it without the right."""
        if self.can(actor, permission, obj):
            return
        if self.can(actor, self.view, obj):
            raise NotPermitted(permission=permission)
        raise NotVisible

    def who_can(self, permission: str, obj: M) -> list[int]:
        """Return ids of the persons holding ``permission`` over ``obj`` (for notifications)."""
        found: dict[int, None] = {}
        for person_id, scope in holders_of(permission):
            if self.covers(scope, obj):
                found[person_id] = None
        return list(found)


class CountyWide(Policy[M]):
    """The county's own tables: all rows for who holds the permission over any scope."""

    def permitted(self, actor: Actor, permission: str) -> QuerySet[M]:
        """Return all rows or none."""
        return self.queryset() if actor.has(permission) else self.queryset().none()

    def can(self, actor: Actor, permission: str, obj: M) -> bool:
        """Whether the permission is held over any scope."""
        return actor.has(permission)


def follow_path(obj: Any, path: str | None) -> Any:
    """Read ``a__b_id`` from an object; None when any part is missing."""
    if path is None:
        return None
    for part in path.split("__"):
        if obj is None:
            return None
        obj = getattr(obj, part, None)
    return obj


def policy(cls: type[Policy[Any]]) -> type[Policy[Any]]:
    """Class decorator: register the policy for its model."""
    _policies[cls.model] = cls()
    return cls


def policy_of(model: type[M] | M) -> Policy[M]:
    """Return the registered policy; a model without one is an error, never open."""
    cls = model if isinstance(model, type) else type(model)
    try:
        return _policies[cls]
    except KeyError:
        raise LookupError(f"{cls.__name__} has no policy: add one to its permissions.py") from None


def all_policies() -> dict[type[Model], Policy[Any]]:
    """Return the registered policies by model."""
    return dict(_policies)


def register_audience(source: AudienceSource) -> None:
    """Let accounts tell who holds a permission: yields (person id, scope)."""
    _audience.append(source)


def holders_of(permission: str) -> Iterable[tuple[int, Scope]]:
    """Yield who holds a permission, and over what: (person id, scope)."""
    for source in _audience:
        yield from source(permission)


def visible(model: type[M], actor: Actor) -> QuerySet[M]:
    """Return the rows of ``model`` that ``actor`` may read."""
    return policy_of(model).visible(actor)


def address_for(actor: Actor, obj: Any) -> str:
    """Return the address of ``obj`` when ``actor`` may open it, otherwise "": a name, no link."""
    if obj is None:
        return ""
    rules = policy_of(obj)
    return str(obj.get_absolute_url()) if rules.can(actor, rules.view, obj) else ""


def get_visible(
    model: type[M], pk: Any, *, actor: Actor, lock: bool = False, related: Iterable[str] = ()
) -> M:
    """Return one visible row or raise ``NotVisible``; ``lock`` takes it for update.

    ``related`` names what is read with it.
    """
    rows = policy_of(model).visible(actor)
    if related:
        rows = rows.select_related(*related)
    if lock:
        rows = rows.select_for_update(of=("self",))
    try:
        found = rows.filter(pk=pk).first()
    except (ValueError, TypeError):
        found = None
    if found is None:
        raise NotVisible
    return found


def require(actor: Actor, permission: str, obj: Model) -> None:
    """Require a right over an object; see ``Policy.require``."""
    policy_of(obj).require(actor, permission, obj)


def require_permission(actor: Actor, permission: str) -> None:
    """Require a right over any scope (for creating and for pages without an object)."""
    if not actor.has(permission):
        raise NotPermitted(permission=permission)


def scope_reaches(
    actor: Actor, permission: str, *, region: str = "", organisation_id: int | None = None
) -> bool:
    """Whether a permission reaches a place or unit given by value (creating, live messages)."""
    for scope in actor.scopes_for(permission):
        if scope.kind == "all":
            return True
        if scope.kind == "region" and region and region.startswith(scope.value):
            return True
        if (
            scope.kind == "organisation"
            and organisation_id is not None
            and str(organisation_id) == scope.value
        ):
            return True
    return False
