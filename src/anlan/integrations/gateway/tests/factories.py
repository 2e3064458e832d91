"""A gateway as it wrote itself down."""

from __future__ import annotations

import factory

from anlan.integrations.gateway.models import GatewayStatus
from anlan.kernel import clock


class GatewayStatusFactory(factory.django.DjangoModelFactory):
    """A working gateway."""

    name = "hj212"
    host = "127.0.0.1"
    port = 9212
    is_listening = True
    started_at = factory.LazyFunction(clock.now)
    seen_at = factory.LazyFunction(clock.now)

    class Meta:
        model = GatewayStatus
        django_get_or_create = ("name",)
