"""Papers of the dossiers as tables: certificates, licences, insurance, equipment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.transfer import (
    CellError,
    ChoiceColumn,
    DateColumn,
    Importer,
    LookupColumn,
    NumberColumn,
    TextColumn,
    register_import,
)
from anlan.supervision.enterprises.choices import CertificateKind, EquipmentKind, EquipmentUse
from anlan.supervision.enterprises.models import (
    Certificate,
    Enterprise,
    Equipment,
    FormerCode,
    Insurance,
    Licence,
)
from anlan.supervision.enterprises.permissions import IMPORT
from anlan.supervision.enterprises.services import holdings, papers


def find_enterprise_id(text: str, actor: Actor) -> int | None:
    """An enterprise of one's area by its credit code, a former code, or its full name."""
    rows = visible(Enterprise, actor)
    code = text.strip().upper()
    found = rows.filter(uscc=code).first()
    if found is None:
        former = FormerCode.objects.filter(code=code).first()
        found = rows.filter(pk=former.enterprise_id).first() if former else None
    if found is not None:
        return found.pk
    named = list(rows.filter(name=text.strip()).values_list("pk", flat=True)[:2])
    if len(named) > 1:
        raise CellError(
            _t("several enterprises are called “%(value)s”: write the credit code")
            % {"value": text}
        )
    return named[0] if named else None


ENTERPRISE = LookupColumn(
    "enterprise_id",
    _("enterprise"),
    required=True,
    aliases=("企业", "企业名称", "单位名称", "统一社会信用代码"),
    find=find_enterprise_id,
    help=_("credit code or full name"),
    example="91330825MA00000A1X",
)
NUMBER = TextColumn(
    "number", _("number"), required=True, max_length=100, aliases=("证书编号", "编号", "证号")
)
ISSUER = TextColumn(
    "issuer",
    pgettext_lazy("licence", "issued by"),
    max_length=100,
    aliases=("发证机关", "颁发机关"),
)
VALID_FROM = DateColumn(
    "valid_from",
    pgettext_lazy("licence", "valid from"),
    aliases=("有效期起", "发证日期"),
    example="2024-05-20",
)
VALID_TO = DateColumn(
    "valid_to",
    pgettext_lazy("licence", "valid to"),
    aliases=("有效期至", "有效期止", "到期日期"),
    example="2027-05-19",
)


def _update(service: Callable[..., Any], argument: str) -> Callable[..., Any]:
    def update(found: Any, values: Mapping[str, Any], actor: Actor) -> Any:
        facts = {k: v for k, v in values.items() if k not in ("enterprise_id", "person_name")}
        return service(actor=actor, **{argument: found.pk}, **facts)

    return update


def _create_certificate(values: Mapping[str, Any], actor: Actor) -> Certificate:
    facts = dict(values)
    facts["person_id"] = _person(facts["enterprise_id"], facts.pop("person_name"))
    return papers.add_certificate(actor=actor, **facts)


def _person(enterprise_id: int, name: str) -> int:
    people = apps.get_model("organisations.Person")._default_manager.filter(
        organisation__enterprise=enterprise_id, name=name, is_active=True
    )
    found = list(people.values_list("pk", flat=True)[:2])
    if len(found) != 1:
        from anlan.kernel.errors import InvalidInput

        text = (
            _t("“%(name)s” is not in the contact book of this enterprise.")
            if not found
            else _t("Several people of this enterprise are called “%(name)s”.")
        )
        raise InvalidInput(fields={"person_name": text % {"name": name}})
    return int(found[0])


def _same(model: Any, *keys: str) -> Callable[[Mapping[str, Any], Actor], Any]:
    def find(values: Mapping[str, Any], actor: Actor) -> Any:
        wanted = {key: values[key] for key in keys}
        return visible(model, actor).filter(**wanted).first()

    return find


def _rows(model: Any, *paths: str) -> Callable[[Actor], Iterator[Sequence[Any]]]:
    def export(actor: Actor) -> Iterator[Sequence[Any]]:
        rows = visible(model, actor).order_by("pk").values_list(*paths)
        yield from rows.iterator(chunk_size=500)

    return export


CERTIFICATES = register_import(
    Importer(
        name="certificates",
        title=_("Certificates"),
        permission=IMPORT,
        columns=(
            ENTERPRISE,
            TextColumn("person_name", _("holder"), required=True, aliases=("姓名", "持证人")),
            ChoiceColumn(
                "kind",
                _("kind"),
                required=True,
                choices=CertificateKind.choices,
                aliases=("证书类别", "类别"),
            ),
            TextColumn(
                "operation",
                _("operation or item"),
                max_length=100,
                aliases=("作业类别", "操作项目", "准操项目"),
            ),
            NUMBER,
            ISSUER,
            VALID_FROM,
            VALID_TO,
            DateColumn(
                "review_due_on",
                pgettext_lazy("certificate", "review due on"),
                aliases=("复审日期", "应复审日期"),
            ),
        ),
        find=_same(Certificate, "kind", "number"),
        create=_create_certificate,
        update=_update(papers.update_certificate, "certificate_id"),
        export=_rows(
            Certificate,
            "enterprise__uscc",
            "person__name",
            "kind",
            "operation",
            "number",
            "issuer",
            "valid_from",
            "valid_to",
            "review_due_on",
        ),
        list_url_name="enterprises:certificates",
        help=_("One row a certificate; kind and number tell them apart."),
    )
)

LICENCES = register_import(
    Importer(
        name="licences",
        title=_("Licences"),
        permission=IMPORT,
        columns=(
            ENTERPRISE,
            TextColumn(
                "kind", _("kind"), required=True, max_length=100, aliases=("证照名称", "许可证名称")
            ),
            NUMBER,
            ISSUER,
            VALID_FROM,
            VALID_TO,
        ),
        find=_same(Licence, "kind", "number"),
        create=lambda values, actor: holdings.add_licence(actor=actor, **values),
        update=_update(papers.update_licence, "licence_id"),
        export=_rows(
            Licence, "enterprise__uscc", "kind", "number", "issuer", "valid_from", "valid_to"
        ),
        list_url_name="enterprises:licences",
        help=_("One row a licence; kind and number tell them apart."),
    )
)

INSURANCES = register_import(
    Importer(
        name="insurances",
        title=_("Safety liability insurance"),
        permission=IMPORT,
        columns=(
            ENTERPRISE,
            TextColumn(
                "insurer", _("insurer"), required=True, max_length=100, aliases=("保险公司",)
            ),
            TextColumn(
                "number", _("policy number"), required=True, max_length=100, aliases=("保单号",)
            ),
            NumberColumn(
                "sum_10k_yuan",
                _("sum insured"),
                required=True,
                lowest=0.01,
                highest=9_999_999,
                aliases=("保额", "保险金额"),
                help=_("in units of 10,000 yuan, for all insured together"),
            ),
            NumberColumn(
                "people",
                _("people insured"),
                required=True,
                is_whole=True,
                lowest=1,
                highest=2_000_000,
                aliases=("参保人数", "投保人数"),
            ),
            VALID_FROM,
            DateColumn(
                "valid_to",
                pgettext_lazy("licence", "valid to"),
                required=True,
                aliases=VALID_TO.aliases,
                example=VALID_TO.example,
            ),
        ),
        find=_same(Insurance, "insurer", "number"),
        create=lambda values, actor: papers.add_insurance(actor=actor, **values),
        update=_update(papers.update_insurance, "insurance_id"),
        export=_rows(
            Insurance,
            "enterprise__uscc",
            "insurer",
            "number",
            "sum_10k_yuan",
            "people",
            "valid_from",
            "valid_to",
        ),
        list_url_name="enterprises:insurances",
        help=_("One row a policy; insurer and number tell them apart."),
    )
)


def _create_equipment(values: Mapping[str, Any], actor: Actor) -> Equipment:
    facts = dict(values)
    later = {k: facts.pop(k) for k in ("use", "last_inspected_on") if k in facts}
    made = holdings.add_equipment(actor=actor, **facts)
    return papers.update_equipment(equipment_id=made.pk, actor=actor, **later)


EQUIPMENT = register_import(
    Importer(
        name="equipment",
        title=_("Equipment"),
        permission=IMPORT,
        columns=(
            ENTERPRISE,
            TextColumn("name", _("name"), required=True, max_length=100, aliases=("设备名称",)),
            ChoiceColumn(
                "kind", _("kind"), choices=EquipmentKind.choices, aliases=("设备种类", "设备类别")
            ),
            TextColumn(
                "registration_number",
                _("registration number"),
                required=True,
                max_length=50,
                aliases=("使用登记证编号", "注册代码"),
            ),
            ChoiceColumn("use", _("use"), choices=EquipmentUse.choices, aliases=("使用状态",)),
            DateColumn("last_inspected_on", _("last inspected on"), aliases=("上次检验日期",)),
            DateColumn("next_inspection_on", _("next inspection on"), aliases=("下次检验日期",)),
        ),
        find=_same(Equipment, "registration_number"),
        create=_create_equipment,
        update=_update(papers.update_equipment, "equipment_id"),
        export=_rows(
            Equipment,
            "enterprise__uscc",
            "name",
            "kind",
            "registration_number",
            "use",
            "last_inspected_on",
            "next_inspection_on",
        ),
        list_url_name="enterprises:equipment_list",
        help=_("One row a piece of equipment; the registration number tells them apart."),
    )
)
