"""Lists of scenes and of means of communication."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from anlan.command.scene.choices import MEANS_TONES
from anlan.command.scene.models import CommunicationMeans, Scene
from anlan.kernel.pages import LinkColumn, MomentColumn, StateColumn, Table


class SceneTable(Table):
    """Scenes with the clock of their visibility."""

    title = LinkColumn()
    region = tables.Column(order_by=("region_id",))
    alarmed_at = MomentColumn()
    visible_due_at = MomentColumn()
    visible_at = MomentColumn()

    class Meta(Table.Meta):
        model = Scene
        fields = (
            "title",
            "region",
            "alarmed_at",
            "visible_due_at",
            "visible_at",
            "visible_kind",
            "visible_by",
        )


class MeansTable(Table):
    """Means of communication with state and the day by which each must be tried."""

    name = LinkColumn()
    state = StateColumn(tones=MEANS_TONES)
    due_on = tables.Column(verbose_name=_("to be tried by"), orderable=False)

    class Meta(Table.Meta):
        model = CommunicationMeans
        fields = ("code", "name", "kind", "number", "team", "state", "checked_on", "due_on")
