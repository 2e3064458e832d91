"""Organisations and people 机构·人员: who exists, where they stand, how they are reached."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.kernel.fields import EncryptedTextField, blind_index, mask
from anlan.kernel.models import TimeStamped
from anlan.kernel.search_text import search_text


class OrganisationKind(models.TextChoices):
    """Kinds of organisation a county knows."""

    GOVERNMENT = "government", _("government")
    DEPARTMENT = "department", _("department")
    TOWNSHIP = "township", _("township government")
    PARK = "park", _("park administration")
    COMMITTEE = "committee", _("committee or headquarters")
    COMMAND_POST = "command_post", _("command post")
    ENTERPRISE = "enterprise", _("enterprise")
    RESCUE = "rescue", _("rescue organisation")
    AGENCY = "agency", _("technical service agency")
    VILLAGE = "village", _("village or community committee")


class Organisation(TimeStamped):
    """A department, township, park, committee, command post, enterprise or rescue organisation."""

    code = models.CharField(_("code"), max_length=50, unique=True)
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=50, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind.choices)
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, verbose_name=_("region"))
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent"),
    )
    duty_phone = models.CharField(_("duty phone"), max_length=30, blank=True)
    source = models.CharField(
        _("source"), max_length=200, blank=True, help_text=_("document and line it comes from")
    )
    is_active = models.BooleanField(_("is active"), default=True)
    search_text = models.TextField(_("search text"), blank=True, editable=False)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering: ClassVar = ["code"]
        indexes: ClassVar = [
            models.Index(fields=["kind", "name"]),
            GinIndex(
                fields=["search_text"], name="organisation_search", opclasses=["gin_trgm_ops"]
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    def get_absolute_url(self) -> str:
        """Address of its page."""
        return reverse("organisations:organisation", args=[self.pk])

    def refresh_search_text(self) -> None:
        """Set what the organisation is found by: names, pinyin, code."""
        self.search_text = search_text(self.name, self.short_name, self.code)


class Person(TimeStamped):
    """A person of the contact book. Phone and identity number are encrypted at rest."""

    name = models.CharField(_("full name"), max_length=50, db_index=True)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="people",
        verbose_name=_("organisation"),
    )
    title = models.CharField(_("job title"), max_length=100, blank=True)
    phone = EncryptedTextField(_("mobile phone"), blank=True, default="")
    phone_index = models.CharField(
        _("mobile phone index"), max_length=32, blank=True, db_index=True, editable=False
    )
    identity_number = EncryptedTextField(_("identity number"), blank=True, default="")
    office_phone = models.CharField(_("office phone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    sort_order = models.PositiveIntegerField(_("sort order"), default=1000)
    is_active = models.BooleanField(_("is active"), default=True)
    search_text = models.TextField(_("search text"), blank=True, editable=False)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering: ClassVar = ["sort_order", "id"]
        indexes: ClassVar = [
            GinIndex(fields=["search_text"], name="person_search", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Address of the person's page."""
        return reverse("organisations:person", args=[self.pk])

    def refresh_search_text(self) -> None:
        """Set what the person is found by: name, pinyin, title. Never the phone."""
        self.search_text = search_text(self.name, self.title, spoken=self.name)

    @property
    def masked_phone(self) -> str:
        """The mobile phone with its middle hidden."""
        return mask(self.phone)

    def set_phone(self, phone: str) -> None:
        """Set the mobile phone and its search index together."""
        self.phone = phone
        self.phone_index = blind_index(phone) if phone else ""


class Post(TimeStamped):
    """A post (岗位) of an organisation, held by an A and a B person."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="posts", verbose_name=_("organisation")
    )
    name = models.CharField(_("name"), max_length=100)
    duties = models.TextField(_("duties"), blank=True)
    is_duty_post = models.BooleanField(_("is a duty post"), default=False)
    sort_order = models.PositiveIntegerField(_("sort order"), default=100)

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering: ClassVar = ["organisation_id", "sort_order", "id"]

    def __str__(self) -> str:
        return f"{self.organisation} {self.name}"


class AppointmentRole(models.TextChoices):
    """First and second holder of a post."""

    A = "A", _("A role")
    B = "B", _("B role")


class Appointment(TimeStamped):
    """That a person holds a post from a day on; ended, never deleted."""

    post = models.ForeignKey(
        Post, on_delete=models.CASCADE, related_name="appointments", verbose_name=_("post")
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="appointments", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=1, choices=AppointmentRole.choices, default="A")
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering: ClassVar = ["post_id", "role", "-valid_from"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["post", "role"],
                condition=models.Q(valid_to__isnull=True),
                name="appointment_one_holder_per_role",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="appointment_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.post} ({self.role})"
