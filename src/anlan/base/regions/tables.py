"""Table of regions."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from anlan.base.regions.models import Region
from anlan.kernel.pages import LinkColumn, Table


class RegionTable(Table):
    """Regions."""

    name = LinkColumn()
    code = tables.Column()
    level = tables.Column()
    parent = tables.Column(order_by=("parent_id",))
    is_drawn = tables.BooleanColumn(verbose_name=_("has a boundary"), orderable=False)
    is_generated = tables.BooleanColumn()

    class Meta(Table.Meta):
        model = Region
        fields = ("name", "code", "level", "parent")
