"""Emergency supplies 应急物资: what lies where, how much, until when."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.command.supplies.choices import MovementKind, StockCategory, WarehouseKind
from anlan.kernel import clock
from anlan.kernel.models import TimeStamped


class Warehouse(TimeStamped):
    """A store of emergency supplies with its keeper."""

    code = models.CharField(_("code"), max_length=50, unique=True)
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(
        _("kind"), max_length=20, choices=WarehouseKind.choices, default=WarehouseKind.COUNTY
    )
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, verbose_name=_("region"))
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("belongs to"),
    )
    keeper = models.ForeignKey(
        "organisations.Person",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("keeper"),
    )
    location = models.PointField(_("location"), srid=4326)
    address = models.CharField(_("address"), max_length=200, blank=True)
    duty_phone = models.CharField(_("duty phone"), max_length=30, blank=True)
    is_active = models.BooleanField(_("is active"), default=True)

    class Meta:
        verbose_name = _("warehouse")
        verbose_name_plural = _("warehouses")
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the warehouse."""
        return reverse("supplies:detail", args=[self.pk])


class StockItem(TimeStamped):
    """A line of stock: one article in one warehouse with one expiry day."""

    warehouse = models.ForeignKey(
        Warehouse, on_delete=models.CASCADE, related_name="stock", verbose_name=_("warehouse")
    )
    code = models.CharField(_("article code"), max_length=50)
    name = models.CharField(_("article"), max_length=100)
    category = models.CharField(_("category"), max_length=20, choices=StockCategory.choices)
    quantity = models.PositiveIntegerField(_("quantity"), default=0)
    unit = models.CharField(_("unit"), max_length=20)
    minimum = models.PositiveIntegerField(_("minimum stock"), default=0)
    expires_on = models.DateField(_("expires on"), null=True, blank=True)

    class Meta:
        verbose_name = _("line of stock")
        verbose_name_plural = _("stock of supplies")
        ordering: ClassVar = ["warehouse_id", "category", "code"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["warehouse", "code", "expires_on"],
                name="stock_line_once",
                nulls_distinct=False,
            )
        ]
        indexes: ClassVar = [models.Index(fields=["code", "quantity"])]

    def __str__(self) -> str:
        return f"{self.name} {self.quantity} {self.unit}"

    def get_absolute_url(self) -> str:
        """The page of the warehouse it lies in."""
        return reverse("supplies:detail", args=[self.warehouse_id])

    @property
    def is_expired(self) -> bool:
        """Whether its day has passed."""
        return self.expires_on is not None and self.expires_on < clock.today()

    @property
    def is_short(self) -> bool:
        """Whether less is there than must be."""
        return self.quantity < self.minimum


class StockMovement(models.Model):
    """One change of a quantity, with its reason. Never changed."""

    item = models.ForeignKey(
        StockItem,
        on_delete=models.CASCADE,
        related_name="movements",
        verbose_name=_("line of stock"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=MovementKind.choices)
    change = models.IntegerField(_("change in quantity"))
    quantity_after = models.PositiveIntegerField(_("quantity after"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    incident = models.ForeignKey(
        "incidents.Incident",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("incident"),
    )
    actor_id = models.CharField(_("actor"), max_length=64)
    actor_name = models.CharField(_("recorded by"), max_length=100)
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("movement of stock")
        verbose_name_plural = _("movements of stock")
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.item.name} {self.change:+d}"
