"""Who fills a return and who takes it: conditions of the permissions of figures for one return (loaded after `policies`)."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from chungtay.accounts.roles import RoleCode
from chungtay.foundation.access import YES, Actor, Decision, declare, grant, no, predicate
from chungtay.statistics.policies import FigurePermission


class ReturnPermission(StrEnum):
    SEE = "statistics.see_returns"
    OWN = "statistics.own_returns"


declare(
    ReturnPermission,
    {
        ReturnPermission.SEE: "Xem số liệu kỳ của địa bàn, của cơ quan mình",
        ReturnPermission.OWN: "Nhập số liệu kỳ của ngành mình (mục lục riêng)",
    },
)
# Who reads no other figures finds the returns in the main navigation; the others find them among the figures.
grant(RoleCode.SECTOR_OFFICER, {ReturnPermission.OWN})
for _role in (
    RoleCode.COMMUNE_OFFICER, RoleCode.COMMUNE_CHAIR, RoleCode.PROVINCE_OFFICER, RoleCode.PROVINCE_LEADER,
    RoleCode.MINISTRY_OFFICER, RoleCode.SECTOR_OFFICER, RoleCode.MONITOR, RoleCode.INSPECTOR,
):  # fmt: skip
    grant(_role, {ReturnPermission.SEE})


def fills(actor: Actor, owner: Any) -> bool:
    """The agency of the return fills it; of an agency of the commune also who works for the whole commune, from its paper."""
    if owner.agency_id in actor.agency_ids:
        return True
    return (
        actor.territory
        and actor.level == "commune"
        and owner.agency.level == "commune"
        and actor.covers(owner.unit_path)
    )


def receives(actor: Actor, dataset: Any) -> bool:
    return dataset.receiver_id in actor.agency_ids


def _dataset_of(obj: Any) -> Any:
    """Of a data set itself, of a return, of what hangs on one; None for another thing."""
    if hasattr(obj, "receiver_id"):
        return obj
    owner = getattr(obj, "owner", obj)
    return getattr(owner, "dataset", None)


@predicate(FigurePermission.RETURN)
def _fills(actor: Actor, obj: Any) -> Decision:
    owner = getattr(obj, "owner", obj)
    if not hasattr(owner, "agency_id") or fills(actor, owner):
        return YES
    return no(f"Chỉ {owner.agency} mới nhập và nộp được số liệu này.")


@predicate(FigurePermission.ACCEPT)
def _takes(actor: Actor, obj: Any) -> Decision:
    dataset = _dataset_of(obj)
    if dataset is None or receives(actor, dataset):
        return YES
    return no(f"Chỉ {dataset.receiver} mới kiểm tra, chấp nhận hoặc trả lại được số liệu này.")


@predicate(FigurePermission.LOCK)
def _locks(actor: Actor, obj: Any) -> Decision:
    dataset = _dataset_of(obj)
    if dataset is None or receives(actor, dataset):
        return YES
    return no(f"Chỉ {dataset.receiver} mới khóa được kỳ số liệu này.")
