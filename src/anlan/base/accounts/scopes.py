"""Scopes in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anlan.base.accounts.choices import ScopeKindChoice
from anlan.base.organisations.public import find_organisation, list_people_info
from anlan.base.regions.public import find_region_by_prefix


def describe_scope(kind: str, value: str) -> str:
    """Return a scope in words: “龙游县及以下”, an organisation's name, a person's name."""
    if kind == ScopeKindChoice.ALL:
        return _("everything")
    if kind == ScopeKindChoice.REGION:
        region = find_region_by_prefix(value)
        return _("%(region)s and all below") % {"region": region.name if region else value}
    if kind == ScopeKindChoice.ORGANISATION and value.isdigit():
        organisation = find_organisation(int(value))
        return organisation.name if organisation else value
    if kind == ScopeKindChoice.PERSON and value.isdigit():
        person = list_people_info([int(value)]).get(int(value))
        return _("own records of %(name)s") % {"name": person.name if person else value}
    return f"{ScopeKindChoice(kind).label} {value}"
