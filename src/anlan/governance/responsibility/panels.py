"""Who answers, on the page of an organisation; what one answers for, on the page of a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from anlan.base.organisations.public import may_open_people
from anlan.governance.responsibility.models import DutyRecord, Portfolio, ResponsibilityList
from anlan.governance.responsibility.permissions import VIEW
from anlan.governance.responsibility.selectors import (
    HEAD,
    IN_CHARGE,
    PRINCIPAL,
    in_force,
    leaders_in_charge,
)
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.registry import Panel, register_panel

SHOWN = 5


def who_answers(unit: Any, actor: Actor) -> Mapping[str, Any] | None:
    """The head, the leader in charge and the principal leader of a unit; its list."""
    ranks = {
        HEAD: pgettext("responsibility", "head of the unit"),
        IN_CHARGE: _("leader in charge"),
        PRINCIPAL: _("principal leader"),
    }
    leaders = list(leaders_in_charge(unit.pk))
    known = may_open_people((leader.person_id for leader in leaders), actor)
    rows: list[dict[str, Any]] = [
        {
            "label": f"{leader.title} {leader.name}".strip(),
            "url": reverse("organisations:person", args=[leader.person_id])
            if leader.person_id in known
            else "",
            "where": ranks[leader.rank],
            "value": _("for %(name)s") % {"name": leader.stands_in_for}
            if leader.stands_in_for
            else "",
        }
        for leader in leaders
    ]
    holder = visible(ResponsibilityList, actor).filter(organisation=unit, person__isnull=True)
    rows += [
        {"label": _("Responsibility list"), "url": row.get_absolute_url()} for row in holder[:1]
    ]
    return {"rows": rows} if rows else None


def answers_for(person: Any, actor: Actor) -> Mapping[str, Any] | None:
    """The portfolio of a leader and his latest records."""
    portfolio = (
        visible(Portfolio, actor).filter(in_force(clock.today()), person_id=person.pk).first()
    )
    if portfolio is None:
        return None
    records = visible(DutyRecord, actor).filter(person_id=person.pk)[:SHOWN]
    rows: list[dict[str, Any]] = [
        {"label": portfolio.text, "url": portfolio.get_absolute_url()},
        *(
            {
                "label": row.text,
                "url": row.get_absolute_url(),
                "where": str(row.get_kind_display()),
                "value": str(row.day),
            }
            for row in records
        ),
    ]
    return {"rows": rows}


register_panel(
    Panel(
        model="organisations.Organisation",
        name="answers",
        title=gettext_lazy("Who answers for it"),
        template="",
        context=who_answers,
        permission=VIEW,
        order=20,
    )
)
register_panel(
    Panel(
        model="organisations.Person",
        name="answers_for",
        title=gettext_lazy("Answers for"),
        template="",
        context=answers_for,
        permission=VIEW,
        order=20,
    )
)
