"""Words of emergency supplies."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class WarehouseKind(models.TextChoices):
    """What a warehouse is for, or whose reserve it holds."""

    COUNTY = "county", _("county reserve")
    DEPARTMENT = "department", _("department reserve")
    FLOOD = "flood", _("flood and drought reserve")
    FOREST = "forest", _("forest fire reserve")
    CHEMICAL = "chemical", _("hazardous chemicals reserve")
    MEDICAL = "medical", _("medical reserve")
    TOWNSHIP = "township", _("township reserve")
    ENTERPRISE = "enterprise", _("enterprise reserve")
    AGREEMENT = "agreement", _("agreed reserve")


class StockCategory(models.TextChoices):
    """What supplies are for."""

    COMMON = "common", _("common use")
    RELIEF = "relief", _("disaster relief")
    FLOOD = "flood", _("flood and drought")
    FOREST_FIRE = "forest_fire", pgettext_lazy("stores", "forest fire")
    CHEMICAL = "chemical", _("hazardous chemicals")
    MEDICAL = "medical", _("medical")
    PROTECTION = "protection", _("personal protection")
    EARTHQUAKE = "earthquake", _("earthquake and collapse")


class MovementKind(models.TextChoices):
    """Why a quantity changed."""

    RECEIVED = "received", pgettext_lazy("stock", "received")
    ISSUED = "issued", pgettext_lazy("stock", "issued")
    RETURNED = "returned", pgettext_lazy("stock", "returned")
    COUNTED = "counted", pgettext_lazy("stock", "corrected by counting")
    SCRAPPED = "scrapped", pgettext_lazy("stock", "scrapped")
