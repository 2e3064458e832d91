"""How every part of a dossier is written: open the dossier, check the part, audit, tell."""

from __future__ import annotations

from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit, changes
from anlan.base.files.public import attachments_of
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require
from anlan.supervision.enterprises.events import EnterpriseChanged
from anlan.supervision.enterprises.expiry import settle_lapses
from anlan.supervision.enterprises.models import Enterprise
from anlan.supervision.enterprises.models.paper import touch_search
from anlan.supervision.enterprises.permissions import CHANGE

P = TypeVar("P", bound=Model)


def open_dossier(enterprise_id: int, actor: Actor) -> Enterprise:
    """Lock the dossier and require the right to keep it."""
    enterprise = get_visible(Enterprise, enterprise_id, actor=actor, lock=True)
    require(actor, CHANGE, enterprise)
    return enterprise


def tell(enterprise: Enterprise, part: str, actor: Actor) -> None:
    """Say that a part of the dossier changed."""
    emit(
        EnterpriseChanged(enterprise_id=enterprise.pk, region=enterprise.region_id, fields=(part,)),
        actor,
    )


def check(part: Model, *exclude: str) -> None:
    """Check fields, days and uniqueness; raise ``InvalidInput`` naming the field."""
    try:
        part.full_clean(exclude=exclude)
    except ValidationError as error:
        fields = {
            name: " ".join(str(m) for m in messages)
            for name, messages in error.message_dict.items()
            if name != "__all__"
        }
        rest = [str(m) for m in error.message_dict.get("__all__", [])]
        if rest and not fields:
            fields = {
                _unique_field(part): _("This number is taken.") if _is_number(part) else rest[0]
            }
        raise InvalidInput(" ".join(rest), fields=fields) from None


def _is_number(part: Model) -> bool:
    return _unique_field(part) == "number"


def _unique_field(part: Model) -> str:
    names = {field.name for field in part._meta.concrete_fields}
    return next((n for n in ("number", "title", "name", "container") if n in names), "enterprise")


def word(part: Model | type[Model]) -> str:
    """The noun of a part as audit actions and events spell it."""
    names = {"chemicalholding": "holding", "processunit": "process", "plantplan": "plan"}
    name = part._meta.model_name or ""
    snake = {"agencyservice": "agency_service", "formercode": "former_code"}
    return names.get(name) or snake.get(name, name)


def add_part(model: type[P], enterprise_id: int, facts: dict[str, Any], actor: Actor) -> P:
    """Enter a part of the dossier."""
    enterprise = open_dossier(enterprise_id, actor)
    part = model(enterprise=enterprise, **facts)
    check(part)
    touch_search(part)
    part.save()
    audit(
        actor,
        f"enterprises.{word(model)}.added",
        part,
        after={"enterprise": enterprise, **facts},
    )
    tell(enterprise, word(model), actor)
    return part


def change_part(
    model: type[P], part_id: int, facts: dict[str, Any], actor: Actor, reason: str = ""
) -> P:
    """Correct or renew a part; a last day that is put off ends its lapse."""
    found: Any = get_visible(model, part_id, actor=actor)
    enterprise = open_dossier(found.enterprise_id, actor)
    part: Any = model._default_manager.select_for_update(of=("self",)).get(pk=found.pk)
    before, after = changes(part, **facts)
    if not after:
        return part  # type: ignore[no-any-return]
    check(part)
    touch_search(part)
    part.save()
    audit(
        actor,
        f"enterprises.{word(model)}.changed",
        part,
        before={"enterprise": enterprise, **before},
        after=after,
        reason=reason,
    )
    settle_lapses(part, actor)
    tell(enterprise, word(model), actor)
    return part  # type: ignore[no-any-return]


def remove_part(model: type[Model], part_id: int, actor: Actor, reason: str) -> None:
    """Take a part out of the dossier, with a reason; the trail of the dossier remembers it."""
    found: Any = get_visible(model, part_id, actor=actor)
    enterprise = open_dossier(found.enterprise_id, actor)
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Please give the reason.")})
    part: Any = model._default_manager.select_for_update(of=("self",)).get(pk=found.pk)
    facts = {
        field.attname: getattr(part, field.attname)
        for field in part._meta.concrete_fields
        if field.name not in ("search_text", "created_at", "updated_at")
    }
    settle_lapses(part, actor, is_removed=True)
    audit(
        actor,
        f"enterprises.{word(model)}.removed",
        enterprise,
        before={**facts, "label": str(part), "files": [a.id for a in attachments_of(part)]},
        reason=reason,
    )
    part.delete()
    tell(enterprise, word(model), actor)
