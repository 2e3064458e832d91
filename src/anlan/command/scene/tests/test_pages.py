"""The pages of the scene, and the register of means of communication."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from anlan.command.scene.events import (
    MeansChecked,
)
from anlan.command.scene.models import Evacuation
from anlan.command.scene.services.entries import tell
from anlan.command.scene.services.means import change_means, check_means, create_means
from anlan.command.scene.services.sketches import (
    draw,
)
from anlan.command.scene.tests.factories import CommunicationMeansFactory
from anlan.kernel.actor import system_actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.testing import assert_audited, assert_emitted

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("test")
POST = {"type": "Point", "coordinates": [119.181, 29.031]}
LINE = {"type": "LineString", "coordinates": [[119.18, 29.03], [119.182, 29.032]]}


def test_means_of_communication_are_tried_and_overdue_ones_show(cast):
    means, sun = CommunicationMeansFactory(), cast.sun
    assert means.is_overdue
    with pytest.raises(InvalidInput):
        check_means(means_id=means.pk, state="faulty", actor=sun)
    check_means(means_id=means.pk, state="limited", note="电池老化", actor=sun)
    means.refresh_from_db()
    assert means.state == "limited" and not means.is_overdue
    assert_audited("scene.means.checked", means, by=sun)
    assert_emitted(MeansChecked, means_id=means.pk, state="limited")
    change_means(means_id=means.pk, name="演示卫星电话甲", actor=SYSTEM)
    assert_audited("scene.means.changed", means)
    with pytest.raises(InvalidInput):
        create_means(
            code=means.code,
            region_code=means.region_id,
            kind="radio",
            name="演示电台",
            actor=SYSTEM,
        )
    made = create_means(
        code="DT9", region_code=means.region_id, kind="radio", name="演示电台", actor=SYSTEM
    )
    assert_audited("scene.means.created", made)


def test_the_pages_show_clock_sketch_entries_and_who_is_not_out(
    leak, squad, client, sign_in, settings
):
    settings.ANLAN_MEETING_URL = "https://meet.county.example/{id}"
    draw(
        incident_id=leak.pk,
        key=uuid.uuid4(),
        tool="symbol",
        symbol="assembly",
        label="集合点甲",
        geometry=POST,
        actor=SYSTEM,
    )
    tell(incident_id=leak.pk, key=uuid.uuid4(), text="东门可进", actor=SYSTEM)
    sign_in(client, "commander")
    posted = client.post(
        reverse("scene:withdraw", args=[leak.pk]), {"reason": "罐体变色", "assembly_point": "东门"}
    )
    order = Evacuation.objects.get()
    assert posted["Location"].endswith(order.get_absolute_url())
    response = leak.responses.get()
    for url, words in (
        (reverse("scene:list"), leak.title),
        (reverse("scene:detail", args=[leak.pk]), "东门可进"),
        (order.get_absolute_url(), "演示救援1队"),
        (reverse("responses:situation", args=[response.pk]), "集合点甲"),
        (leak.get_absolute_url(), "东门可进"),
        (reverse("scene:meeting", args=[leak.pk]), "meet.county.example"),
        (reverse("scene:means_list"), ""),
    ):
        page = client.get(url)
        assert page.status_code == 200 and words in page.content.decode(), url
    posted = client.post(reverse("scene:keep", args=[leak.pk]), {"name": "第一行动期"})
    assert "集合点甲" in client.get(posted["Location"]).content.decode()
    answer = client.post(
        reverse("scene:sketch", args=[leak.pk]),
        {"act": "draw", "element": str(uuid.uuid4()), "tool": "line", "geometry": LINE},
        content_type="application/json",
    )
    assert answer.status_code == 201
    state = client.get(reverse("scene:one_state", args=[leak.pk])).json()["scenes"][0]
    assert len(state["sketch"]) == 2 and state["may"] == {"take_part": True, "command": True}
    shared = client.get(reverse("scene:state"), {"incident": leak.pk}).json()
    assert [s["incident"]["id"] for s in shared["scenes"]] == [leak.pk]
    joined = client.post(reverse("scene:join", args=[leak.pk]))
    assert (
        f'href="https://meet.county.example/{leak.pk}"'
        in client.get(joined["Location"]).content.decode()
    )
    client.post(reverse("scene:lift", args=[order.pk]))
    assert Evacuation.objects.get().lifted_at is not None
