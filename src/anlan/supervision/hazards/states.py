"""How a hazard and its listing move. Diagram: docs/domains/states.md."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.states import StateMachine, Transition
from anlan.supervision.hazards.choices import HazardState as S
from anlan.supervision.hazards.choices import ListingState as L
from anlan.supervision.hazards.guards import has_category, may_cancel, may_submit
from anlan.supervision.hazards.permissions import (
    ACCEPT,
    APPLY_LIFTING,
    ASSIGN,
    CANCEL,
    CHECK_LISTING,
    DECIDE_DISPUTE,
    DISPUTE,
    LIFT,
    LOOK_BACK,
    RECTIFY,
    REVIEW,
    VERIFY,
)

HAZARD = StateMachine(
    model="hazards.Hazard",
    initial=S.REPORTED,
    transitions=(
        Transition(
            "verify",
            S.REPORTED,
            S.VERIFIED,
            VERIFY,
            pgettext_lazy("hazard step", "confirm as a hazard"),
            style="primary",
        ),
        Transition(
            "reject",
            S.REPORTED,
            S.REJECTED,
            VERIFY,
            pgettext_lazy("hazard step", "is not a hazard"),
            needs_reason=True,
        ),
        Transition(
            "assign",
            S.VERIFIED,
            S.RECTIFYING,
            ASSIGN,
            pgettext_lazy("hazard step", "order the rectification"),
            guard=has_category,
            style="primary",
        ),
        Transition(
            "submit",
            S.RECTIFYING,
            S.SUBMITTED,
            RECTIFY,
            pgettext_lazy("hazard step", "hand in the rectification"),
            guard=may_submit,
            style="primary",
        ),
        Transition(
            "review",
            S.SUBMITTED,
            S.REVIEWED,
            REVIEW,
            pgettext_lazy("hazard step", "review: rectified"),
            style="primary",
        ),
        Transition(
            "return_review",
            S.SUBMITTED,
            S.RECTIFYING,
            REVIEW,
            pgettext_lazy("hazard step", "review: not rectified"),
            needs_reason=True,
        ),
        Transition(
            "accept",
            S.REVIEWED,
            S.ACCEPTED,
            ACCEPT,
            pgettext_lazy("hazard step", "accept"),
            style="primary",
        ),
        Transition(
            "return_accept",
            S.REVIEWED,
            S.RECTIFYING,
            ACCEPT,
            pgettext_lazy("hazard step", "do not accept"),
            needs_reason=True,
        ),
        Transition(
            "cancel",
            S.ACCEPTED,
            S.CANCELLED,
            CANCEL,
            pgettext_lazy("hazard step", "cross off"),
            guard=may_cancel,
            style="primary",
        ),
        Transition(
            "look_back",
            S.CANCELLED,
            S.LOOKED_BACK,
            LOOK_BACK,
            pgettext_lazy("hazard step", "look back"),
        ),
        Transition(
            "dispute",
            (S.VERIFIED, S.RECTIFYING),
            S.DISPUTED,
            DISPUTE,
            pgettext_lazy("hazard step", "object"),
            needs_reason=True,
        ),
        Transition(
            "uphold",
            S.DISPUTED,
            S.REJECTED,
            DECIDE_DISPUTE,
            pgettext_lazy("hazard step", "the objection is right"),
            needs_reason=True,
        ),
        Transition(
            "dismiss",
            S.DISPUTED,
            S.RECTIFYING,
            DECIDE_DISPUTE,
            pgettext_lazy("hazard step", "dismiss the objection"),
            needs_reason=True,
        ),
    ),
)

LISTING = StateMachine(
    model="hazards.ListedSupervision",
    initial=L.LISTED,
    transitions=(
        Transition(
            "apply",
            L.LISTED,
            L.APPLIED,
            APPLY_LIFTING,
            _("apply for lifting"),
            needs_reason=True,
            style="primary",
        ),
        Transition(
            "check",
            L.APPLIED,
            L.CHECKED,
            CHECK_LISTING,
            _("checked on the spot: met"),
            needs_reason=True,
            style="primary",
        ),
        Transition(
            "refuse",
            (L.APPLIED, L.CHECKED),
            L.LISTED,
            CHECK_LISTING,
            _("requirements are not met"),
            needs_reason=True,
        ),
        Transition(
            "lift",
            L.CHECKED,
            L.LIFTED,
            LIFT,
            pgettext_lazy("listing step", "lift the listing"),
            style="primary",
        ),
    ),
)
