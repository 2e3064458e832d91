"""The life of a device. Diagram: docs/domains/devices/device.md."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.states import StateMachine, Transition
from anlan.monitoring.devices.choices import DeviceState as S
from anlan.monitoring.devices.permissions import CHANGE, SERVICE

DEVICE = StateMachine(
    model="devices.Device",
    initial=S.REGISTERED,
    transitions=(
        Transition(
            "commission",
            (S.REGISTERED, S.MAINTENANCE),
            S.IN_SERVICE,
            SERVICE,
            _("put into service"),
            style="primary",
        ),
        Transition(
            "maintain",
            S.IN_SERVICE,
            S.MAINTENANCE,
            SERVICE,
            _("take under maintenance"),
            needs_reason=True,
        ),
        Transition(
            "retire",
            (S.REGISTERED, S.IN_SERVICE, S.MAINTENANCE),
            S.RETIRED,
            CHANGE,
            _("retire"),
            needs_reason=True,
            style="danger",
        ),
    ),
)
