"""Files are what they claim to be, belong to their subject, and show when they were swapped."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from anlan.base.files.models import Attachment, CaptureNonce
from anlan.base.files.public import attachments_of, issue_nonce, issue_nonces, store_upload
from anlan.base.files.services import content_is_intact, forget_nonces, open_attachment
from anlan.base.regions.models import Region
from anlan.kernel.actor import ANONYMOUS
from anlan.kernel.errors import InvalidInput, NotVisible
from anlan.kernel.testing import assert_audited

pytestmark = pytest.mark.django_db
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 500


@pytest.fixture
def town(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return Region.objects.create(code="330825100000", name="演示镇", level="township")


def _file(content=JPEG, name="现场.jpg"):
    return SimpleUploadedFile(name, content)


def test_a_photo_taken_in_the_page_is_authentic_once(town, cast, frozen_clock):
    actor = cast.zhao
    nonce = issue_nonce(actor)
    frozen_clock.advance(minutes=2)
    first = store_upload(
        uploaded=_file(),
        subject=town,
        actor=actor,
        nonce=nonce,
        captured_at=frozen_clock.at,
        longitude=119.2,
        latitude=29.0,
    )
    assert first.is_authentic and first.longitude == 119.2
    again = store_upload(
        uploaded=_file(), subject=town, actor=actor, nonce=nonce, captured_at=frozen_clock.at
    )
    assert not again.is_authentic
    assert [a.id for a in attachments_of(town)] == [first.id, again.id]
    assert_audited("files.attachment.stored", Attachment.objects.get(pk=first.id), by=actor)


def test_an_old_picture_or_anothers_number_is_not_authentic(town, cast, frozen_clock):
    actor = cast.zhao
    nonce = issue_nonce(actor)
    yesterday = frozen_clock.at - timedelta(days=1)
    old = store_upload(
        uploaded=_file(), subject=town, actor=actor, nonce=nonce, captured_at=yesterday
    )
    other = store_upload(
        uploaded=_file(),
        subject=town,
        actor=cast.sun,
        nonce=issue_nonce(actor),
        captured_at=frozen_clock.at,
    )
    assert not old.is_authentic and not other.is_authentic


def test_numbers_issued_in_advance_serve_a_day_of_pictures_that_arrive_later(
    town, cast, frozen_clock
):
    actor = cast.zhao
    numbers = issue_nonces(actor, held=0, reserve=4)
    issued_at = frozen_clock.at
    assert len({value for value, _until in numbers}) == 4
    assert all(until - issued_at == timedelta(days=1) for _value, until in numbers)
    frozen_clock.advance(days=3)

    def keep(number, after, who=actor):
        return store_upload(
            uploaded=_file(),
            subject=town,
            actor=who,
            nonce=numbers[number][0],
            captured_at=issued_at + after,
        ).is_authentic

    assert keep(0, timedelta(hours=20))
    assert not keep(0, timedelta(hours=20))  # used
    assert not keep(1, timedelta(hours=30))  # taken after its day
    assert not keep(2, timedelta(hours=2), cast.sun)  # of somebody else
    assert keep(2, timedelta(hours=2))
    frozen_clock.advance(days=5)
    assert not keep(3, timedelta(hours=2))  # arrived too late


def test_a_reserve_is_filled_up_and_never_grows_beyond_three(cast, frozen_clock):
    actor = cast.zhao
    assert len(issue_nonces(actor, held=0, reserve=10)) == 10
    assert len(issue_nonces(actor, held=7, reserve=10)) == 3
    assert len(issue_nonces(actor, held=-5, reserve=10)) == 10
    assert len(issue_nonces(actor, held=0, reserve=10)) == 7
    assert issue_nonces(actor, held=0, reserve=10) == []
    frozen_clock.advance(days=2)
    assert len(issue_nonces(actor, held=0, reserve=10)) == 10
    frozen_clock.advance(days=29)
    assert forget_nonces() == 30 and CaptureNonce.objects.count() == 10


@pytest.mark.parametrize(
    ("content", "name"), [(b"", "a.jpg"), (b"MZ\x90\0" * 20, "a.jpg"), (b"PK\x03\x04" * 9, "a.zip")]
)
def test_wrong_files_are_refused_in_words(town, cast, content, name):
    with pytest.raises(InvalidInput) as refused:
        store_upload(uploaded=_file(content, name), subject=town, actor=cast.zhao)
    assert "file" in refused.value.fields
    assert not Attachment.objects.exists()


def test_a_swapped_file_shows(town, cast, settings):
    stored = store_upload(uploaded=_file(), subject=town, actor=cast.zhao)
    attachment = Attachment.objects.get(pk=stored.id)
    assert content_is_intact(attachment)
    path = Path(settings.MEDIA_ROOT) / attachment.path
    path.chmod(0o600)
    path.write_bytes(JPEG + b"x")
    assert not content_is_intact(attachment)


def test_a_file_is_seen_by_who_sees_its_subject(town, cast):
    stored = store_upload(uploaded=_file(), subject=town, actor=cast.zhao)
    assert open_attachment(attachment_id=stored.id, actor=cast.sun).sha256 == stored.sha256
    with pytest.raises(NotVisible):
        open_attachment(attachment_id=stored.id, actor=ANONYMOUS)
    with pytest.raises(NotVisible):
        open_attachment(attachment_id=stored.id + 99, actor=cast.sun)
