"""Test files."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from anlan.base.files.models import Attachment
from anlan.base.files.services import store_upload
from anlan.base.organisations.tests.factories import OrganisationFactory
from anlan.kernel.actor import system_actor

#: The smallest JPEG the platform takes for a photo.
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")


def make_attachment() -> Attachment:
    """Keep a photo of an organisation, under ``MEDIA_ROOT``."""
    return store_upload(
        uploaded=SimpleUploadedFile("演示照片.jpg", JPEG, content_type="image/jpeg"),
        subject=OrganisationFactory(),
        actor=system_actor("tests"),
    )


def access_world(samples):
    """Ask for that file."""
    return {"files/": {"pk": samples[Attachment].pk}}
