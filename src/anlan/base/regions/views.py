"""Pages of regions: the tree as a list, one region with what is below it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from anlan.base.regions.models import Region
from anlan.base.regions.permissions import CHANGE
from anlan.base.regions.selectors import list_ancestors, list_subtree
from anlan.base.regions.services import update_region
from anlan.base.regions.tables import RegionTable
from anlan.kernel.pages import (
    ChangePage,
    Facet,
    ListPage,
    ObjectPage,
    SavedFilter,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import find_url
from anlan.kernel.policy import get_visible


class RegionList(ListPage):
    """All regions, from the province down."""

    model = Region
    table_class = RegionTable
    ordering = ("code",)
    search_fields = ("name", "code")
    select_related = ("parent",)
    facets = (Facet("level", gettext_lazy("Region level")),)
    saved_filters = (
        SavedFilter("townships", gettext_lazy("Townships"), Q(level="township")),
        SavedFilter("villages", gettext_lazy("Villages"), Q(level="village")),
        SavedFilter("all", gettext_lazy("All")),
    )
    empty_text = gettext_lazy("The administrative tree is loaded with the county.")

    def queryset(self) -> QuerySet[Region]:
        """Without the shapes, only whether there is one."""
        rows = super().queryset().defer("boundary", "parent__boundary")
        drawn: QuerySet[Region] = rows.annotate(is_drawn=Q(boundary__isnull=False))
        return drawn


class RegionPage(ObjectPage):
    """One region: where it is, what is below it."""

    model = Region
    breadcrumbs = ((gettext_lazy("Regions"), "regions:regions"),)
    edit_url_name = "regions:region_change"
    edit_permission = CHANGE

    def get_object(self, pk: Any) -> Region:
        """Without its shape, which only the map draws."""
        region: Region = get_visible(Region, pk, actor=self.actor)
        return region

    def number(self, obj: Region) -> str:
        """The statistical code."""
        return obj.code

    def get_subtitle(self, obj: Region) -> str:
        """Where it lies."""
        return " › ".join(region.name for region in list_ancestors(obj))

    def map_url(self, obj: Region) -> str:
        """The map at its centre."""
        address = find_url("onemap:map")
        if not address or obj.centre is None:
            return ""
        return f"{address}?at={obj.centre.x:.5f},{obj.centre.y:.5f}"

    def facts(self, obj: Region) -> list[dict[str, Any]]:
        """Level, size of its subtree, what is known of its shape."""
        below = dict(
            list_subtree(obj.code)
            .exclude(pk=obj.pk)
            .order_by()
            .values_list("level")
            .annotate(number=Count("pk"))
        )
        labels = dict(Region._meta.get_field("level").flatchoices)
        return [
            fact_group(
                _("Region"),
                fact(_("Region level"), obj.get_level_display()),
                fact(
                    pgettext("parent", "Belongs to"),
                    obj.parent.name if obj.parent else None,
                    url=obj.parent.get_absolute_url() if obj.parent else "",
                ),
                fact(
                    _("Centre"),
                    f"{obj.centre.x:.5f}, {obj.centre.y:.5f}" if obj.centre else None,
                    help=_("longitude, latitude, WGS-84"),
                ),
                fact(
                    _("Boundary"),
                    (_("generated, not surveyed") if obj.is_generated else _("known"))
                    if obj.boundary
                    else _("not known"),
                ),
                fact(_("Valid from"), at=obj.valid_from),
                fact(_("Valid to"), at=obj.valid_to),
            ),
            fact_group(
                _("Below it"),
                *(fact(labels[level], number) for level, number in sorted(below.items())),
            ),
        ]

    def own_panels(self, obj: Region) -> Iterable[Mapping[str, Any]]:
        """The regions directly below."""
        children = list(obj.children.defer("boundary").order_by("code")[:300])
        yield {
            "id": "children",
            "title": _("Directly below"),
            "count": len(children),
            "wide": True,
            "rows": [
                {"label": c.name, "url": c.get_absolute_url(), "value": c.code} for c in children
            ],
        }


class RegionForm(forms.Form):
    """A region's name."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)


class RegionChangePage(ChangePage):
    """Correct a region's name."""

    model = Region
    permission = CHANGE
    form_class: ClassVar[type[forms.BaseForm]] = RegionForm
    breadcrumbs = ((gettext_lazy("Regions"), "regions:regions"),)

    def save(self, form: Any) -> Region:
        """Correct it."""
        return update_region(code=self.obj.pk, actor=self.actor, **form.cleaned_data)

    def success_url(self, saved: Any) -> str:
        """Back to the region."""
        return reverse("regions:region", args=[saved.pk])
