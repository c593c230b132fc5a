"""How long a case is kept, what stops its end, and the end itself by two persons.

Decree 56/2017 (art. 30.3) says where the file of a case is kept and not how long: a period is what the province has loaded
with its document; without one nothing is ever proposed. Erasing destroys the keys, so that yesterday's backup tells
nothing; code, kind, days and states stay for the figures.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from chungtay.cases.models import (
    ENDED,
    AccessState,
    Case,
    CaseAccess,
    Concern,
    Erasure,
    ErasureState,
    Evidence,
    Informant,
    LineLink,
    PlanLine,
    RetentionRule,
)
from chungtay.cases.policies import CasePermission
from chungtay.cases.services import evidence as files
from chungtay.cases.services.access import GRANTERS
from chungtay.cases.services.clocks_people import posts_of_roles
from chungtay.foundation import audit, vault
from chungtay.foundation.access import YES, Actor, Decision, no, require
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.foundation.notify import notify
from chungtay.foundation.scoping import as_system
from chungtay.foundation.vietnamese import date, fold

SHORTEST_REASON = 10  # letters
_WHY = "Hủy hồ sơ hết thời hạn lưu"

Part = Callable[[Case], Iterable[uuid.UUID]]
_parts: list[Part] = []


def also_erases(part: Part) -> Part:
    """An app above keeps things of a case too: `part` empties its rows of that case and gives back their keys.

    It runs inside the transaction of the erasure, as the system.
    """
    _parts.append(part)
    return part


def _reasoned(reason: str) -> str:
    words = " ".join(reason.split())
    if len(words) < SHORTEST_REASON:
        raise UserError(f"Hãy ghi rõ lý do, ít nhất {SHORTEST_REASON} chữ cái, không nêu tên ai.", field="reason")
    return words[:300]


# ---------------------------------------------------------------- periods of the province


def add_rule(*, actor: Actor, name: str, years: int, basis: str) -> RetentionRule:
    """A period and the document that lays it down. One of the same name is ended by the new one."""
    require(actor, CasePermission.RULES)
    if not name.strip():
        raise UserError("Hãy ghi loại hồ sơ.", field="name")
    if not basis.strip():
        raise UserError("Hãy ghi văn bản quy định: số, ngày, cơ quan ban hành.", field="basis")
    if not 1 <= years <= 100:
        raise UserError("Số năm lưu từ 1 đến 100.", field="years")
    with transaction.atomic():
        code = "-".join(fold(name).split())[:24]
        RetentionRule.objects.filter(province_id=actor.unit_id, code=code, ended_at=None).update(
            ended_at=timezone.now()
        )
        rule = RetentionRule.objects.create(
            province_id=actor.unit_id, code=code, name=name.strip()[:160], years=years, basis=basis.strip()[:200],
            created_by_id=actor.user_id, created_by_name=actor.name,
        )  # fmt: skip
        path = actor.unit_paths[0] if actor.unit_paths else ""
        audit.record(actor, "retention_rule.added", rule, unit_path=path, data={"years": years})
    return rule


def end_rule(*, actor: Actor, rule: RetentionRule) -> None:
    """No case gets this period any more; cases that have it keep it."""
    require(actor, CasePermission.RULES)
    if rule.province_id != actor.unit_id:
        raise NotPossible("Thời hạn này của tỉnh khác.")
    with transaction.atomic():
        if not RetentionRule.objects.filter(pk=rule.pk, ended_at=None).update(ended_at=timezone.now()):
            raise NotPossible("Thời hạn này đã ngừng áp dụng.")
        path = actor.unit_paths[0] if actor.unit_paths else ""
        audit.record(actor, "retention_rule.ended", rule, unit_path=path)


def rules_for(case: Case) -> models.QuerySet[RetentionRule]:
    """Periods of the province of this case that are in force."""
    return RetentionRule.objects.filter(province__path=case.unit_path.split("/", 1)[0], ended_at=None)


def _plus_years(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, month=3, day=1)


# ---------------------------------------------------------------- the period of one case


def retain(*, actor: Actor, case: Case, rule: RetentionRule) -> Case:
    """Puts an ended case under a period; it runs from the day the case ended."""
    require(actor, CasePermission.RETAIN, case)
    with transaction.atomic():
        kept = _living(case)
        if kept.state not in ENDED or kept.closed_at is None:
            raise NotPossible("Vụ việc chưa kết thúc nên chưa đặt được thời hạn lưu.")
        if not rules_for(kept).filter(pk=rule.pk).exists():
            raise UserError("Thời hạn này không còn áp dụng. Hãy chọn lại.", field="rule")
        kept.retain_class = rule.code
        kept.retain_until = _plus_years(timezone.localdate(kept.closed_at), rule.years)
        kept.save(update_fields=["retain_class", "retain_until", "updated_at"])
        audit.record(
            actor, "case.retained", kept, label=kept.code,
            data={"rule": rule.pk, "years": rule.years, "until": kept.retain_until.isoformat()},
        )  # fmt: skip
    return kept


def hold(*, actor: Actor, case: Case, reason: str) -> Case:
    """A legal hold: nothing of the case is removed while it stands, whatever its period."""
    require(actor, CasePermission.RETAIN, case)
    words = _reasoned(reason)
    with transaction.atomic():
        kept = _living(case)
        kept.hold_reason = words
        kept.save(update_fields=["hold_reason", "updated_at"])
        audit.record(actor, "case.held", kept, label=kept.code, reason=words)
    return kept


def release(*, actor: Actor, case: Case, reason: str) -> Case:
    require(actor, CasePermission.RETAIN, case)
    words = _reasoned(reason)
    with transaction.atomic():
        kept = _living(case)
        if not kept.hold_reason:
            raise NotPossible("Hồ sơ này không có lệnh giữ.")
        kept.hold_reason = ""
        kept.save(update_fields=["hold_reason", "updated_at"])
        audit.record(actor, "case.released", kept, label=kept.code, reason=words)
    return kept


def kept_until(case: Case) -> dt.date | None:
    """The day until which the case is kept; a case that was reopened and ended anew is counted from its last end."""
    if case.retain_until is None or case.closed_at is None:
        return None
    rules = RetentionRule.objects.filter(province__path=case.unit_path.split("/", 1)[0], code=case.retain_class)
    rule = rules.order_by("-id").first()
    from_end = _plus_years(timezone.localdate(case.closed_at), rule.years) if rule else case.retain_until
    return max(case.retain_until, from_end)


def may_erase(case: Case, today: dt.date) -> Decision:
    """Is the time over and nothing in the way? Asks nothing of the person."""
    if case.erased_at is not None:
        return no("Nội dung vụ việc đã được hủy.")
    if case.state not in ENDED:
        return no("Vụ việc chưa kết thúc.")
    if case.hold_reason:
        return no("Hồ sơ đang có lệnh giữ. Hãy bỏ lệnh giữ trước, có lý do.")
    until = kept_until(case)
    if until is None:
        return no("Vụ việc chưa có thời hạn lưu. Tỉnh nạp thời hạn, rồi đặt cho vụ việc này.")
    if until >= today:
        return no(f"Hồ sơ phải lưu đến hết ngày {date(until)}.")
    return YES


# ---------------------------------------------------------------- the end, by two persons


def ask_erasure(*, actor: Actor, case: Case, reason: str) -> Erasure:
    """The first person. The second is told by message, with the code alone."""
    require(actor, CasePermission.ERASE, case)
    words = _reasoned(reason)
    with transaction.atomic():
        kept = _living(case)
        _must(may_erase(kept, timezone.localdate()))
        if Erasure.objects.filter(case=kept, state=ErasureState.ASKED).exists():
            raise NotPossible("Đã có đề nghị hủy hồ sơ này, đang chờ người thứ hai.")
        row: Erasure = Erasure.objects.create(
            case=kept, reason=words, asked_by_id=actor.user_id, asked_by_name=actor.name
        )
        posts = {post for found in posts_of_roles({kept.unit_path}, GRANTERS).values() for post in found}
        notify(
            posts - {actor.post_id}, "case_erasure", f"Đề nghị hủy hồ sơ vụ việc {kept.code}",
            reverse("case_keeping:case", args=[kept.pk]), f"erasure:{row.pk}",
        )  # fmt: skip
        audit.record(actor, "case.erasure_asked", kept, label=kept.code, reason=words)
    return row


def withdraw(*, actor: Actor, erasure: Erasure) -> Erasure:
    """Who asked takes it back."""
    require(actor, CasePermission.ERASE, erasure)
    if erasure.asked_by_id != actor.user_id:
        raise NotPossible("Chỉ người đề nghị rút lại được. Anh/chị có thể trả lời không đồng ý.")
    return _closed(actor, erasure, ErasureState.WITHDRAWN, "case.erasure_withdrawn", "")


def refuse(*, actor: Actor, erasure: Erasure, reason: str) -> Erasure:
    require(actor, CasePermission.ERASE, erasure)
    if erasure.asked_by_id == actor.user_id:
        raise NotPossible("Anh/chị là người đề nghị: hãy rút lại đề nghị.")
    return _closed(actor, erasure, ErasureState.REFUSED, "case.erasure_refused", _reasoned(reason))


def _closed(actor: Actor, erasure: Erasure, state: str, action: str, reason: str) -> Erasure:
    with transaction.atomic():
        row = _asked(erasure)
        _answer(actor, row, state, reason)
        audit.record(actor, action, row.case, label=row.case.code, reason=reason)
    return row


def carry_out(*, actor: Actor, erasure: Erasure) -> Erasure:
    """The second person. What is under a key ends with it; what names a child in the register is let go."""
    require(actor, CasePermission.ERASE, erasure)
    if erasure.asked_by_id == actor.user_id:
        raise NotPossible("Người đề nghị không tự hủy được: cần người thứ hai.")
    with transaction.atomic():
        row = _asked(erasure)
        case = _living(row.case)
        _must(may_erase(case, timezone.localdate()))
        with as_system("an erasure reaches what its two persons may not read"):
            keys, proof = _emptied(case)
        for key in keys:
            vault.destroy(key, actor=actor, why=_WHY, label=case.code, unit_path=case.unit_path)
        row.proof = {**proof, "keys": [str(key) for key in keys]}
        _answer(actor, row, ErasureState.DONE, "")
        audit.record(
            actor, "case.erased", case, label=case.code, reason=row.reason,
            data={"keys": len(keys), **proof, "asked_by": row.asked_by_id},
        )  # fmt: skip
    return row


def _living(case: Case) -> Case:
    kept = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if kept.erased_at is not None:
        raise NotPossible("Nội dung vụ việc đã được hủy.")
    return kept


def _must(answer: Decision) -> None:
    if not answer:
        raise NotPossible(answer.reason)


def _asked(erasure: Erasure) -> Erasure:
    row: Erasure = Erasure.objects.select_for_update(of=("self",)).select_related("case").get(pk=erasure.pk)
    if row.state != ErasureState.ASKED:
        raise NotPossible("Đề nghị này đã được trả lời hoặc đã rút lại.")
    return row


def _answer(actor: Actor, row: Erasure, state: str, reason: str) -> None:
    row.state, row.answer, row.decided_at = state, reason, timezone.now()
    row.decided_by_id, row.decided_by_name = actor.user_id, actor.name
    row.save()


# ---------------------------------------------------------------- what is emptied


def _emptied(case: Case) -> tuple[list[uuid.UUID], dict[str, int]]:
    """Empties every row of the case and gives back the keys to destroy, and how much it was."""
    concerns = list(Concern.objects.filter(case=case).values_list("pk", flat=True))
    sealed_files = list(Evidence.objects.filter(case=case))
    keys = {case.key_id}
    keys.update(Concern.objects.filter(pk__in=concerns).values_list("key_id", flat=True))
    keys.update(Informant.objects.filter(concern__in=concerns).values_list("key_id", flat=True))
    keys.update(row.file_key_id for row in sealed_files)
    for part in _parts:
        keys.update(part(case))
    standing = [row for row in sealed_files if row.path]
    for row in standing:
        files.unlink_after(row)
    rows = _emptied_rows(case, concerns)
    Case.objects.filter(pk=case.pk).update(erased_at=timezone.now())
    return sorted(keys, key=str), {"files": len(standing), "rows": rows}


def _emptied_rows(case: Case, concerns: list[int]) -> int:
    """Words, links to the register and whatever else could name somebody; the tables of history last, since emptying a
    row writes a row of history."""
    now = timezone.now()
    rows = Informant.objects.filter(concern__in=concerns).update(sealed=b"", readers=[])
    rows += Concern.objects.filter(pk__in=concerns).update(sealed=b"", child=None, hamlet=None)
    Evidence.objects.filter(case=case, removed_at=None).update(removed_at=now, removed_why=_WHY, path="")
    PlanLine.objects.filter(case=case).update(provider_name="")
    LineLink.objects.filter(case=case).update(log=[], revoked_at=now)
    CaseAccess.objects.filter(case=case, state=AccessState.ASKED).update(state=AccessState.ENDED, ended_at=now)
    CaseAccess.objects.filter(case=case, state=AccessState.GRANTED).update(state=AccessState.ENDED, ended_at=now)
    rows += Case.objects.filter(pk=case.pk).update(sealed=b"", child=None)
    history: list[type[models.Model]] = []
    for model in apps.get_app_config("cases").get_models():
        if "pgh_obj" in _columns(model):
            history.append(model)
        elif "case" in _columns(model) and model not in (Concern, Case):
            rows += _empty(model, models.Q(case=case))
    for model in history:
        rows += _empty(model, _history_of(model, case, concerns))
    return rows


def _columns(model: type[models.Model]) -> set[str]:
    return {field.name for field in model._meta.concrete_fields}


def _history_of(model: type[models.Model], case: Case, concerns: list[int]) -> models.Q:
    tracked = model._meta.get_field("pgh_obj").related_model
    if tracked is Case:
        return models.Q(pgh_obj_id=case.pk)
    return models.Q(pgh_obj_id__in=concerns) if tracked is Concern else models.Q(case_id=case.pk)


_NOTHING: dict[str, Any] = {"sealed": b"", "child": None, "hamlet": None, "provider_name": ""}


def _empty(model: type[models.Model], rows: models.Q) -> int:
    emptied = {name: value for name, value in _NOTHING.items() if name in _columns(model)}
    return model._base_manager.filter(rows).update(**emptied) if emptied else 0
