"""What belongs to a team: its panels, and the forms that record people, gear and insurance."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from anlan.command.teams.choices import STAND_BY_TONES
from anlan.command.teams.forms.upkeep import (
    CertificateForm,
    CheckForm,
    EquipmentForm,
    InsuranceForm,
    MemberForm,
    TeamPartForm,
)
from anlan.command.teams.models import (
    JointTraining,
    StandBy,
    Team,
    TeamCertificate,
    TeamEquipment,
    TeamInsurance,
    TeamMember,
)
from anlan.command.teams.permissions import KEEP
from anlan.command.teams.rulebook import force_rule
from anlan.command.teams.selectors.gaps import gaps_of
from anlan.command.teams.services.upkeep import (
    add_equipment,
    add_member,
    end_membership,
    record_certificate,
    record_check,
    record_insurance,
)
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.pages import ChangePage, ObjectPage, fact, fact_group
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import get_visible, policy_of, visible
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires

#: Lines of a panel; a full team is listed, a fire brigade's first are.
LINES = 60


def team_panels(team: Team, actor: Actor) -> list[Mapping[str, Any]]:
    """Return the panels of a team's page."""
    may = policy_of(Team).can(actor, KEEP, team)
    found = [
        _gaps(team),
        _members(team, actor, may),
        _certificates(team, actor, may),
        _equipment(team, actor, may),
        _insurance(team, actor, may),
        _stand_bys(team, actor),
        _trainings(team, actor),
    ]
    return [panel for panel in found if panel is not None]


def _action(may: bool, label: str, name: str, team: Team) -> list[dict[str, Any]]:
    return [{"label": label, "url": reverse(name, args=[team.pk]), "icon": "plus"}] if may else []


def _gaps(team: Team) -> dict[str, Any] | None:
    gaps = gaps_of([team]).get(team.pk, [])
    if not gaps:
        return None
    return {
        "id": "gaps",
        "title": _("Expired or expiring"),
        "count": len(gaps),
        "rows": [
            {
                "label": gap.what,
                "where": gap.legal_basis,
                "state": {"label": pgettext("term", "expired"), "tone": "overdue"}
                if gap.is_lapsed and gap.due_on is not None
                else ({"label": _("wanting"), "tone": "waiting"} if gap.is_lapsed else None),
                "value": gap.due_on.isoformat() if gap.due_on is not None else "",
            }
            for gap in gaps
        ],
    }


def _members(team: Team, actor: Actor, may: bool) -> dict[str, Any]:
    rows = visible(TeamMember, actor).filter(team=team, is_active=True)[:LINES]
    return {
        "id": "members",
        "title": pgettext("team", "Members"),
        "rows": [
            {
                "label": member.name,
                "where": member.post,
                "url": reverse("teams:member", args=[member.pk]) if may else "",
            }
            for member in rows
        ],
        "empty": _("Nobody is listed by name yet."),
        "actions": _action(may, _("Add a member"), "teams:member_create", team),
    }


def _certificates(team: Team, actor: Actor, may: bool) -> dict[str, Any]:
    today = clock.today()
    newest: dict[tuple[int, str], TeamCertificate] = {}
    rows = visible(TeamCertificate, actor).filter(member__team=team, member__is_active=True)
    for row in rows.select_related("member").order_by("member_id", "kind", "-pk"):
        known = newest.setdefault((row.member_id, row.kind), row)
        if known.valid_until and (row.valid_until is None or row.valid_until > known.valid_until):
            newest[row.member_id, row.kind] = row
    return {
        "id": "certificates",
        "title": _("Certificates"),
        "count": len(newest),
        "rows": [
            {
                "label": row.kind,
                "where": row.member.name,
                "state": {"label": pgettext("term", "expired"), "tone": "overdue"}
                if row.valid_until is not None and row.valid_until < today
                else None,
                "value": row.valid_until.isoformat()
                if row.valid_until is not None
                else _("does not expire"),
            }
            for row in list(newest.values())[:LINES]
        ],
        "empty": _("No certificate is on record yet."),
        "actions": _action(may, _("Record a certificate"), "teams:certificate_create", team),
    }


def _equipment(team: Team, actor: Actor, may: bool) -> dict[str, Any]:
    today = clock.today()

    def state(row: TeamEquipment) -> dict[str, str] | None:
        if not row.is_usable:
            return {"label": _("out of order"), "tone": "overdue"}
        if row.check_due_on is not None and row.check_due_on < today:
            return {"label": _("check overdue"), "tone": "overdue"}
        return None

    return {
        "id": "equipment",
        "title": pgettext("team", "Equipment"),
        "rows": [
            {
                "label": row.name,
                "where": _("next check %(day)s") % {"day": row.check_due_on.isoformat()}
                if row.check_due_on is not None
                else "",
                "value": f"{row.quantity} {row.unit}".strip(),
                "state": state(row),
                "url": reverse("teams:check", args=[row.pk]) if may else "",
            }
            for row in visible(TeamEquipment, actor).filter(team=team)[:LINES]
        ],
        "empty": _("No equipment is on record yet."),
        "actions": _action(may, _("Add equipment"), "teams:equipment_create", team),
    }


def _insurance(team: Team, actor: Actor, may: bool) -> dict[str, Any]:
    today = clock.today()
    return {
        "id": "insurance",
        "title": _("Accident insurance"),
        "rows": [
            {
                "label": str(row),
                "where": _("%(people)d people, %(sum)s yuan each")
                % {"people": row.people, "sum": f"{row.sum_insured:,.0f}"},
                "value": f"{row.valid_from.isoformat()} – {row.valid_until.isoformat()}",
                "state": {"label": pgettext("term", "expired"), "tone": "unknown"}
                if row.valid_until < today
                else None,
            }
            for row in visible(TeamInsurance, actor).filter(team=team)[:5]
        ],
        "empty": _("No policy is on record. The law asks for one: %(basis)s.")
        % {"basis": force_rule("insurance").legal_basis},
        "actions": _action(may, _("Record a policy"), "teams:insurance_create", team),
    }


def _stand_bys(team: Team, actor: Actor) -> dict[str, Any] | None:
    rows = list(visible(StandBy, actor).filter(team=team)[:5])
    if not rows:
        return None
    return {
        "id": "stand-bys",
        "title": _("Stand-by"),
        "rows": [stand_by_row(row) for row in rows],
    }


def stand_by_row(order: StandBy) -> dict[str, Any]:
    """A stand-by order as a line of a small list."""
    return {
        "label": order.place,
        "url": order.get_absolute_url(),
        "level": order.level,
        "state": {"label": order.get_state_display(), "tone": STAND_BY_TONES[order.state]},
        "at": order.starts_at,
    }


def _trainings(team: Team, actor: Actor) -> dict[str, Any] | None:
    rows = list(visible(JointTraining, actor).filter(teams=team)[:5])
    if not rows:
        return None
    return {
        "id": "trainings",
        "title": _("Joint trainings"),
        "rows": [
            {
                "label": row.subject,
                "url": row.get_absolute_url(),
                "where": row.get_kind_display(),
                "value": row.held_on.isoformat(),
            }
            for row in rows
        ],
    }


class TeamPartPage(ChangePage):
    """A form that records something of a team."""

    model = Team
    permission = KEEP
    form_class: ClassVar[type[TeamPartForm]]
    service: ClassVar[Callable[..., Any]]
    keeps_draft = False
    breadcrumbs = ((gettext_lazy("Rescue teams"), "teams:list"),)

    def form(self, **data: Any) -> Any:
        """Build the form about this team."""
        return self.form_class(initial=dict(self.get_initial()), team=self.obj, **data)

    def get_initial(self) -> Mapping[str, Any]:
        """Nothing of the team itself."""
        return {}

    def get_title(self) -> str:
        """What is recorded, and for which team."""
        return f"{self.title} · {self.obj}"

    def save(self, form: Any) -> Any:
        """Call the service."""
        return type(self).service(team_id=self.obj.pk, actor=self.actor, **form.cleaned_data)

    def success_url(self, saved: Any) -> str:
        """Back to the team."""
        return str(self.obj.get_absolute_url())


class MemberCreatePage(TeamPartPage):
    """Take somebody into the team."""

    form_class = MemberForm
    service = add_member
    title = gettext_lazy("Add a member")


class CertificateCreatePage(TeamPartPage):
    """Record a certificate."""

    form_class = CertificateForm
    service = record_certificate
    title = gettext_lazy("Record a certificate")
    subtitle = force_rule("certificate").legal_basis

    def get_initial(self) -> Mapping[str, Any]:
        """The member the link came from."""
        return {"member_id": self.request.GET.get("member", "")}


class EquipmentCreatePage(TeamPartPage):
    """Add equipment."""

    form_class = EquipmentForm
    service = add_equipment
    title = gettext_lazy("Add equipment")
    subtitle = force_rule("equipment").legal_basis


class InsuranceCreatePage(TeamPartPage):
    """Record a policy."""

    form_class = InsuranceForm
    service = record_insurance
    title = gettext_lazy("Record a policy")
    subtitle = force_rule("insurance").legal_basis

    def get_initial(self) -> Mapping[str, Any]:
        """All people of the team."""
        return {"people": self.obj.member_count or 1}


class CheckPage(TeamPartPage):
    """Record the check of one piece of equipment."""

    form_class = CheckForm
    title = gettext_lazy("Record a check")
    subtitle = force_rule("equipment").legal_basis

    def load(self, **kwargs: Any) -> None:
        """Find the equipment, then its team."""
        self.equipment = get_visible(TeamEquipment, kwargs["pk"], actor=self.actor)
        super().load(pk=self.equipment.team_id)

    def get_initial(self) -> Mapping[str, Any]:
        """Checked today."""
        return {"checked_on": clock.today(), "is_usable": True}

    def get_title(self) -> str:
        """What is checked."""
        return f"{self.title} · {self.equipment.name}"

    def save(self, form: Any) -> Any:
        """Call the service."""
        return record_check(equipment_id=self.equipment.pk, actor=self.actor, **form.cleaned_data)


class MemberPage(ObjectPage):
    """One member with his certificates."""

    model = TeamMember
    select_related = ("team",)
    breadcrumbs = ((gettext_lazy("Rescue teams"), "teams:list"),)

    def facts(self, obj: Any) -> list[dict[str, Any]]:
        """Team and post."""
        return [
            fact_group(
                "",
                fact(_("Team"), str(obj.team), url=obj.team.get_absolute_url()),
                fact(_("Post"), obj.post),
                fact(_("In the team"), _("yes") if obj.is_active else _("has left")),
            )
        ]

    def own_verbs(self, obj: Any) -> Iterable[Verb]:
        """A certificate, or that he left."""
        if not obj.is_active or not self.rights.can(self.actor, KEEP, obj):
            return
        yield Verb(
            name="record_certificate",
            label=_("Record a certificate"),
            url=f"{reverse('teams:certificate_create', args=[obj.team_id])}?member={obj.pk}",
            method="get",
            style="primary",
        )
        yield Verb(
            name="end_membership",
            label=_("Has left the team"),
            url=reverse("teams:member_leave", args=[obj.pk]),
            confirm=_("His certificates will no longer count for the team."),
        )

    def own_panels(self, obj: Any) -> Iterable[Mapping[str, Any]]:
        """All his certificates, old ones too."""
        rows = visible(TeamCertificate, self.actor).filter(member=obj).order_by("kind", "-pk")
        yield {
            "id": "certificates",
            "title": _("Certificates"),
            "rows": [
                {
                    "label": row.kind,
                    "where": row.number,
                    "value": row.valid_until.isoformat()
                    if row.valid_until is not None
                    else _("does not expire"),
                }
                for row in rows[:LINES]
            ],
            "empty": _("No certificate is on record yet."),
        }


@require_POST
@requires(KEEP)
def leave(request: ActorRequest, pk: int) -> HttpResponse:
    """Record that a member left."""
    member = end_membership(member_id=pk, actor=request.actor)
    messages.success(request, _("%(name)s has left the team.") % {"name": member.name})
    return go_to(request, member.team.get_absolute_url())
