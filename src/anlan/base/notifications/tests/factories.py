"""Test notices."""

from __future__ import annotations

import factory

from anlan.base.notifications.models import Notification
from anlan.base.organisations.tests.factories import PersonFactory


class NotificationFactory(factory.django.DjangoModelFactory):
    """A notice to somebody that must be confirmed."""

    class Meta:
        model = Notification

    kind = "test"
    person = factory.SubFactory(PersonFactory)
    title = "演示通知"
    url = "/"
    must_confirm = True
