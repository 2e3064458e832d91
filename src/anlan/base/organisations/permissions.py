"""The contact book: officials read it; numbers stay masked until revealed, which is audited."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.base.organisations.models import Appointment, Organisation, Person, Post
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
)


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
