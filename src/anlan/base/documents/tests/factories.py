"""Test papers."""

from __future__ import annotations

import hashlib
from typing import ClassVar

import factory

from anlan.base.documents.models import Document, DocumentTemplate
from anlan.base.organisations.tests.factories import OrganisationFactory
from anlan.kernel import clock

CONTENT = b"demonstration"


class DocumentTemplateFactory(factory.django.DjangoModelFactory):
    """A form that nobody fills."""

    class Meta:
        model = DocumentTemplate
        django_get_or_create: ClassVar = ("code",)

    code = "test.paper"
    title = "演示文书"
    series = "演示"
    resource = "anlan.base.documents:templates_docx/none.docx"


class DocumentFactory(factory.django.DjangoModelFactory):
    """The entry of a paper about an organisation; its file lies under ``MEDIA_ROOT``."""

    class Meta:
        model = Document
        exclude = ("subject",)

    subject = factory.SubFactory(OrganisationFactory)
    template = factory.SubFactory(DocumentTemplateFactory)
    number = factory.Sequence(lambda n: f"演示〔2026〕{n}号")
    title = "演示文书"
    subject_type = "organisations.Organisation"
    subject_id = factory.LazyAttribute(lambda document: str(document.subject.pk))
    file = factory.django.FileField(data=CONTENT, filename="demonstration.docx")
    size = len(CONTENT)
    sha256 = hashlib.sha256(CONTENT).hexdigest()
    created_at = factory.LazyFunction(clock.now)
    created_by_id = "user:0"
    created_by = "演示"


def access_world(samples):
    """Ask for that paper."""
    return {"documents/": {"pk": samples[Document].pk}}
