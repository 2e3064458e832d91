"""Everybody reads their own inbox; duty staff see whether notices were answered."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.base.notifications.models import CallRecord, ChannelPreference, Delivery, Notification
from anlan.kernel.policy import Action, Policy, policy, register_actions

VIEW = "notifications.view_notification"

register_actions(
    Action(
        VIEW, _("see notices of the area"), roles=("duty_officer", "commander", "bureau_officer")
    ),
)


@policy
class NotificationPolicy(Policy[Notification]):
    """By the region of the addressee; one's own inbox is read by ``services.inbox_of``."""

    model = Notification
    view = VIEW
    region_field = "person__organisation__region"


@policy
class DeliveryPolicy(Policy[Delivery]):
    """As the notice."""

    model = Delivery
    view = VIEW
    region_field = "notification__person__organisation__region"


@policy
class ChannelPreferencePolicy(Policy[ChannelPreference]):
    """As the person."""

    model = ChannelPreference
    view = VIEW
    region_field = "person__organisation__region"


@policy
class CallRecordPolicy(Policy[CallRecord]):
    """By the region of the called person."""

    model = CallRecord
    view = VIEW
    region_field = "person__organisation__region"
