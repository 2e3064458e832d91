"""The contact book: officials read it; numbers stay masked until revealed, which is audited."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from anlan.base.organisations.models import Appointment, Organisation, Person, Post
from anlan.base.regions.public import is_below_county
from anlan.kernel.actor import Actor
from anlan.kernel.policy import Action, Policy, policy, register_actions

OFFICIALS = (
    "county_leader",
    "commander",
    "duty_officer",
    "bureau_officer",
    "department_officer",
    "township_officer",
    "system_admin",
)
VIEW = "organisations.view_organisation"
CHANGE = "organisations.change_organisation"
APPOINT = "organisations.appoint_person"
VIEW_PERSON = "organisations.view_person"
CHANGE_PERSON = "organisations.change_person"
REVEAL_PHONE = "organisations.reveal_phone"
REVEAL_OWN = "organisations.reveal_own_phone"

register_actions(
    Action(
        VIEW,
        _("read organisations"),
        roles=(*OFFICIALS, "grid_worker", "enterprise_manager", "team_leader"),
    ),
    Action(CHANGE, _("keep organisations"), roles=("system_admin",)),
    Action(APPOINT, _("fill and vacate posts"), roles=("system_admin", "bureau_officer")),
    Action(VIEW_PERSON, _("read the contact book"), roles=(*OFFICIALS, "enterprise_manager")),
    Action(CHANGE_PERSON, _("keep the contact book"), roles=("system_admin", "bureau_officer")),
    Action(
        REVEAL_PHONE,
        _("see full phone numbers"),
        roles=("commander", "duty_officer", "bureau_officer", "county_leader"),
    ),
    Action(
        REVEAL_OWN,
        _("see full phone numbers of one's own office or unit"),
        roles=("department_officer", "township_officer", "enterprise_manager"),
    ),
)


#: Offices of a place below the county, whose people belong to its own officers.
PLACE_OFFICES = ("township", "village")


@policy
class OrganisationPolicy(Policy[Organisation]):
    """By region, or one's own organisation."""

    model = Organisation
    view = VIEW
    region_field = "region"
    organisation_field = "id"


@policy
class PersonPolicy(Policy[Person]):
    """By the region of the organisation, or one's own organisation."""

    model = Person
    view = VIEW_PERSON
    region_field = "organisation__region"
    organisation_field = "organisation_id"
    person_field = "id"

    def permitted(self, actor: Actor, permission: str) -> QuerySet[Person]:
        """Numbers also of the people of one's own office, for who holds that right only."""
        rows = super().permitted(actor, permission)
        if permission != REVEAL_PHONE or not actor.has(REVEAL_OWN):
            return rows
        return rows | self.queryset().filter(own_people(actor))

    def can(self, actor: Actor, permission: str, obj: Person) -> bool:
        """Agree with ``permitted``."""
        if super().can(actor, permission, obj):
            return True
        if permission != REVEAL_PHONE or not actor.has(REVEAL_OWN):
            return False
        return self.queryset().filter(own_people(actor), pk=obj.pk).exists()


def own_people(actor: Actor) -> Q:
    """The people of one's own organisation; of a township's officer those of its offices."""
    found = Q(organisation_id=actor.organisation_id) if actor.organisation_id else Q(pk__in=())
    for scope in actor.scopes_for(REVEAL_OWN):
        if scope.kind == "organisation":
            found |= Q(organisation_id=scope.value)
        elif is_below_county(scope):
            found |= Q(
                organisation__region__code__startswith=scope.value,
                organisation__kind__in=PLACE_OFFICES,
            )
    return found


@policy
class PostPolicy(Policy[Post]):
    """As the organisation."""

    model = Post
    view = VIEW
    region_field = "organisation__region"
    organisation_field = "organisation_id"


@policy
class AppointmentPolicy(Policy[Appointment]):
    """As the organisation of the post."""

    model = Appointment
    view = VIEW
    region_field = "post__organisation__region"
    organisation_field = "post__organisation_id"
