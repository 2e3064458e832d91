"""A file is seen by whoever sees its subject; nobody lists files by themselves but auditors."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.base.files.models import Attachment, CaptureNonce
from anlan.kernel.policy import Action, Policy, policy, register_actions

VIEW = "files.view_attachment"

register_actions(Action(VIEW, _("read the register of files"), roles=("auditor",)))


@policy
class AttachmentPolicy(Policy[Attachment]):
    """The register as such belongs to auditors; single files follow their subject."""

    model = Attachment
    view = VIEW


@policy
class CaptureNoncePolicy(Policy[CaptureNonce]):
    """Internal."""

    model = CaptureNonce
    view = VIEW
