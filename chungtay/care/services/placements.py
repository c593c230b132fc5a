"""A child goes to a carer: proposed, agreed by the carer's commune, decided, handed over, ended or changed.

Every step is one arrow of `states.PLACEMENT`; the clocks of the law start and stop beside it. They hang on the placement and
not on the case: the care goes on, and is visited, after the case has been closed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from chungtay.care import sealing
from chungtay.care.conditions import CarerKind, ChildAnswer, Consent, Ground
from chungtay.care.guards import birth_of
from chungtay.care.models import Carer, FacilityNeed, Placement
from chungtay.care.policies import CarePermission
from chungtay.care.schedule import sixteenth
from chungtay.care.services import codes
from chungtay.care.services.telling import moment_of, tell_case
from chungtay.care.states import PLACEMENT
from chungtay.cases import sealing as case_sealing
from chungtay.cases.duties import Event, happened
from chungtay.cases.models import Case
from chungtay.cases.policies import CasePermission
from chungtay.children.models import Child
from chungtay.children.services.living import now_lives_with
from chungtay.foundation import audit, vault
from chungtay.foundation.access import Actor, can, require
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.foundation.scoping import as_system
from chungtay.foundation.workflow import apply
from chungtay.territory.models import Unit


@dataclass(frozen=True)
class Need:
    """Who needs a carer: a child of the register, the child of a case or of a facility's list, who may not be in it."""

    child: Child | None = None
    case: Case | None = None
    listed: FacilityNeed | None = None

    @property
    def person(self) -> Child | None:
        """The child as the register knows it, where this post may read it."""
        owner = self.case or self.listed
        if self.child is not None or owner is None or owner.child_id is None:
            return self.child
        return Child.objects.filter(pk=owner.child_id).first()  # another commune may keep the record

    @property
    def unit(self) -> Unit:
        owner = self.case or self.child or (self.listed.facility if self.listed is not None else None)
        if owner is None:
            raise ValueError("a child or a case is needed")
        return owner.unit

    def known(self) -> dict[str, str]:
        """Name, birth and sex of the child. The caller has asked for access."""
        if self.person is not None:
            return {"name": self.person.full_name, "birth": self.person.birth, "sex": self.person.sex}
        body = case_sealing.unseal(self.case).get("child", {}) if self.case is not None else sealing.unseal(self.listed)
        return {"name": str(body.get("name", "")), "birth": str(body.get("birth", "")), "sex": str(body.get("sex", ""))}


# Form of care (or where the child goes after it) → with whom it lives, by code of the register's list. Going home asks.
LIVES_WITH = {
    "relative": "relatives", "non_relative": "substitute_family", "facility": "facility", "adoption": "adoptive_family",
}  # fmt: skip
HOME_WITH = ("both_parents", "father", "mother", "grandparents", "relatives", "adoptive_family")


def ask_for(actor: Actor, need: Need) -> None:
    """May this post look for a carer for this child? Raises PermissionDenied."""
    require(actor, CarePermission.PROPOSE, need.case or need.child or need.listed)
    if need.listed is not None and (need.listed.state not in {"appraised", "at_commune"} or not need.listed.fit):
        raise NotPossible("Hồ sơ của cơ sở chưa được thẩm định là phù hợp.")
    if need.case is not None:
        require(actor, CasePermission.WORK, need.case)


def propose(
    *, actor: Actor, need: Need, carer_id: int, ground: str, needs: str = "", follows: Placement | None = None
) -> Placement:
    """Names a carer for the child. A carer of the own commune is matched at once; another commune is asked first."""
    ask_for(actor, need)
    if ground not in set(Ground):
        raise UserError("Hãy chọn vì sao trẻ cần chăm sóc thay thế.", field="ground")
    with transaction.atomic():
        with as_system("the carer may live in another commune; the row is not shown, only asked"):
            carer = (
                Carer.objects.select_related("unit")
                .filter(pk=carer_id)
                .exclude(state__in=["refused", "withdrawn"])
                .first()
            )
            if carer is None:
                raise NotPossible("Người này không còn trong danh sách. Hãy chọn người khác.")
            _not_twice(need, carer)
            body = sealing.unseal(carer)
        child, known = need.person, need.known()
        placement = Placement(
            code=codes.new_code(codes.PLACEMENT, timezone.localdate()), case=need.case, child=child, child_unit=need.unit,
            carer=carer, carer_unit=carer.unit, form_of_care=_form_for(carer, child), ground=ground, follows=follows,
            sixteen_on=sixteenth(birth_of(known["birth"])), proposed_on=timezone.localdate(), proposed_by_id=actor.user_id,
            key=need.case.key if need.case is not None else vault.create("placement"), created_by_id=actor.user_id,
            child_path=need.unit.path,
        )  # fmt: skip
        told = {name: body.get(name, "") for name in ("name", "birth", "id_number", "phone", "address")}
        sealing.seal(placement, {"child": known, "carer": told, "needs": needs.strip()[:4000], "words": {}})
        placement.save()
        placement.refresh_from_db(fields=["unit_path", "child_path"])
        if need.listed is not None:
            FacilityNeed.objects.filter(pk=need.listed.pk).update(placement=placement, version=F("version") + 1)
        tell_case(actor, placement, f"Đề xuất người chăm sóc thay thế, hồ sơ {placement.code}.")
        audit.record(
            actor,
            "placement_proposed",
            placement,
            label=placement.code,
            unit_path=placement.child_path,
            data={"carer": carer.code},
        )
        if can(actor, CarePermission.WORK) and actor.covers(carer.unit_path) and carer.state == "approved":
            return apply(PLACEMENT, "placement_agree", placement, actor=actor)
    return placement


def _form_for(carer: Carer, child: Child | None) -> str:
    """A relative of one child is no relative of another."""
    if carer.kind == CarerKind.RELATIVE and (child is None or carer.relative_of_id != child.pk):
        return str(CarerKind.NON_RELATIVE)
    return carer.kind


def _not_twice(need: Need, carer: Carer) -> None:
    rows = Placement.objects.filter(carer=carer, state__in=["proposed", "matched", "decided", "handed_over"])
    same = rows.filter(child=need.person) if need.person is not None else rows.filter(case=need.case, child=None)
    if (need.person is not None or need.case is not None) and same.exists():
        raise NotPossible("Trẻ đã được đề xuất cho người này. Hãy mở hồ sơ đang có.")


def answer(*, actor: Actor, placement: Placement, name: str, words: str = "") -> Placement:
    """agree, decline, withdraw, revoke. `words` are sealed."""
    if name not in {"placement_agree", "placement_decline", "placement_withdraw", "placement_revoke"}:
        raise NotPossible("Không có bước này.")
    if name != "placement_agree" and not words.strip():
        raise UserError("Hãy ghi lý do.", field="words")
    with transaction.atomic():
        row = apply(PLACEMENT, name, placement, actor=actor, effect=lambda one: _say(one, name, words))
        if name == "placement_revoke":
            happened(actor=actor, event=Event.PLACEMENT_REVOKED, at=timezone.now(), subject=row)
        tell_case(actor, row, f"{row.get_state_display()}, hồ sơ {row.code}.")
    return row


def _say(row: Placement, name: str, words: str) -> None:
    if words.strip():
        body = sealing.unseal(row)
        body.setdefault("words", {})[name] = words.strip()[:4000]
        sealing.seal(row, body)


@dataclass(frozen=True)
class Heard:
    """Written consent and what the child said. Empty where it is not there yet."""

    consent: str = ""
    consent_on: dt.date | None = None
    consent_words: str = ""
    child_answer: str = ""
    child_asked_on: dt.date | None = None
    child_words: str = ""


def record_consent(*, actor: Actor, placement: Placement, heard: Heard) -> Placement:
    """Who agreed in writing and when; what the child of seven and more was asked and said (Law on Children, art. 60.3, 63.1)."""
    require(actor, CarePermission.WORK, placement)
    today = timezone.localdate()
    if heard.consent and (heard.consent not in set(Consent) or heard.consent_on is None):
        raise UserError("Hãy ghi ngày của văn bản đồng ý.", field="consent_on")
    if heard.child_answer and (heard.child_answer not in set(ChildAnswer) or heard.child_asked_on is None):
        raise UserError("Hãy ghi ngày hỏi ý kiến trẻ.", field="child_asked_on")
    for field, day in (("consent_on", heard.consent_on), ("child_asked_on", heard.child_asked_on)):
        if day is not None and day > today:
            raise UserError("Ngày này không được ở tương lai.", field=field)
    with transaction.atomic():
        row: Placement = Placement.objects.select_for_update(of=("self",)).get(pk=placement.pk)
        if row.state not in {"proposed", "matched"} and not (row.state == "handed_over" and row.decided_on is None):
            raise NotPossible("Đã có quyết định giao, nhận; không sửa được ý kiến đã ghi.")
        row.consent, row.consent_on = heard.consent, heard.consent_on
        row.child_answer, row.child_asked_on, row.in_spite = heard.child_answer, heard.child_asked_on, False
        body = sealing.unseal(row)
        body |= {"consent_words": heard.consent_words.strip()[:2000], "child_words": heard.child_words.strip()[:4000]}
        sealing.seal(row, body)
        row.version += 1
        row.updated_by_id = actor.user_id
        row.save()
        audit.record(actor, "placement_consent", row, label=row.code)
    return row


def decide(
    *, actor: Actor, placement: Placement, number: str, on: dt.date, guardian_also: bool = False, spite: str = ""
) -> Placement:
    """Mẫu 12, signed by the chair where the carer lives. From here the child is handed over within 15 working days.

    `spite`: why the child is placed although it said no. Care that began in an emergency is formalised by the same act.
    """
    _day_of_decision(on, placement.proposed_on)
    if not number.strip():
        raise UserError("Hãy ghi số quyết định.", field="number")
    name = "placement_formalise" if placement.state == "handed_over" else "placement_decide"

    def effect(row: Placement) -> None:
        row.number, row.decided_on, row.guardian_also = number.strip()[:40], on, guardian_also
        row.signed_by_id, row.signed_post_id, row.signer_name = actor.user_id, actor.post_id, _signer(actor)

    with transaction.atomic():
        if spite.strip() and placement.child_answer == ChildAnswer.DISAGREES:
            require(actor, CarePermission.DECIDE, placement)
            _answer_the_child(placement, spite)
        row = apply(PLACEMENT, name, placement, actor=actor, effect=effect)
        if row.state == "decided":
            happened(actor=actor, event=Event.PLACED, at=moment_of(on), subject=row)
        tell_case(actor, row, f"Đã ký quyết định giao, nhận trẻ (Mẫu 12), hồ sơ {row.code}.")
        _facility_decided(actor, row, on)
    return row


def _answer_the_child(placement: Placement, spite: str) -> None:
    row: Placement = Placement.objects.select_for_update(of=("self",)).get(pk=placement.pk)
    row.in_spite = True
    _say(row, "spite", spite)
    row.save(update_fields=["in_spite", "sealed"])


def _facility_decided(actor: Actor, row: Placement, on: dt.date) -> None:
    from chungtay.care.services.facilities import decided

    decided(actor=actor, placement=row, on=on)


def _signer(actor: Actor) -> str:
    return (actor.name + (f" (thay {actor.on_behalf_of})" if actor.on_behalf_of else ""))[:200]


def _day_of_decision(on: dt.date, not_before: dt.date | None) -> None:
    if on > timezone.localdate():
        raise UserError("Ngày này không được ở tương lai.", field="on")
    if not_before is not None and on < not_before:
        raise UserError("Ngày này ở trước ngày bắt đầu hồ sơ. Hãy kiểm tra lại.", field="on")


def begin_first(*, actor: Actor, placement: Placement, on: dt.date) -> Placement:
    """In separation the care begins first, the formalities follow (Decree 56/2017, art. 32.4)."""
    _day_of_decision(on, placement.proposed_on)

    def effect(row: Placement) -> None:
        row.temporary, row.handed_over_on = True, on

    return _handed_over(actor, ("placement_begin", effect), placement, on)


def hand_over(*, actor: Actor, placement: Placement, on: dt.date, words: str = "") -> Placement:
    """The child moves in. Who is no relative has met the child twice before."""
    _day_of_decision(on, placement.decided_on)

    def effect(row: Placement) -> None:
        row.handed_over_on = on
        _say(row, "hand_over", words)

    return _handed_over(actor, ("placement_hand_over", effect), placement, on)


def _handed_over(actor: Actor, taken: tuple[str, Any], placement: Placement, on: dt.date) -> Placement:
    name, effect = taken
    with transaction.atomic():
        row = apply(PLACEMENT, name, placement, actor=actor, effect=effect)
        if row.form_of_care != CarerKind.FACILITY:  # art. 43 speaks of persons and families
            happened(actor=actor, event=Event.HANDED_OVER, at=moment_of(on), subject=row)
        by_grandparents = row.form_of_care == "relative" and row.carer.relation == "grandparent"
        _tell_register(actor, row, "grandparents" if by_grandparents else LIVES_WITH[row.form_of_care])
        tell_case(actor, row, f"Đã giao trẻ cho người chăm sóc thay thế, hồ sơ {row.code}.", seen=True, on=on)
    return row


def ask_end(*, actor: Actor, placement: Placement, ground: str, on: dt.date, words: str) -> Placement:
    """A request to end the care (Mẫu 15), or that a ground of art. 69 was found. The chair decides."""
    require(actor, CarePermission.WORK, placement)
    if not words.strip():
        raise UserError("Hãy ghi lý do.", field="words")
    _day_of_decision(on, placement.handed_over_on)
    with transaction.atomic():
        row: Placement = Placement.objects.select_for_update(of=("self",)).get(pk=placement.pk)
        if row.state != "handed_over":
            raise NotPossible("Chỉ đề nghị chấm dứt khi đang chăm sóc.")
        row.end_asked_on, row.end_ground = on, ground
        _say(row, "end_asked", words)
        row.version += 1
        row.save()
        audit.record(actor, "placement_end_asked", row, label=row.code)
        tell_case(actor, row, f"Nhận đề nghị chấm dứt chăm sóc thay thế (Mẫu 15), hồ sơ {row.code}.")
    return row


@dataclass(frozen=True)
class Ending:
    """Mẫu 16. `next_form`: where the child goes; another form of care, or another carer, makes it a change.

    `lives_with`: of the family to which the child goes home, by code of the list; nothing else tells it.
    """

    ground: str
    next_form: str
    number: str
    on: dt.date
    words: str = ""
    lives_with: str = ""

    @property
    def name(self) -> str:
        return "placement_end" if self.next_form in {"home", "adoption"} else "placement_change"


def end(*, actor: Actor, placement: Placement, ending: Ending) -> Placement:
    """Ends or changes the care; its clocks stop. A child harmed by the carer is moved at once, without waiting (art. 69.2)."""
    _day_of_decision(ending.on, placement.handed_over_on)
    if not ending.ground or not ending.next_form:
        raise UserError("Hãy chọn căn cứ và hình thức tiếp theo.", field="ground" if not ending.ground else "next_form")
    if not ending.number.strip():
        raise UserError("Hãy ghi số quyết định.", field="number")
    lives_with = LIVES_WITH.get(ending.next_form, ending.lives_with)
    if lives_with not in {*HOME_WITH, *LIVES_WITH.values()}:
        raise UserError("Trẻ về gia đình: hãy chọn trẻ về sống với ai.", field="lives_with")

    def effect(row: Placement) -> None:
        row.next_form, row.ended_on = ending.next_form, ending.on
        row.end_number, row.end_signed_by_id, row.end_signer_name = (
            ending.number.strip()[:40],
            actor.user_id,
            _signer(actor),
        )
        sealing.seal(row, sealing.unseal(row) | {"lives_with": lives_with})
        _say(row, "end", ending.words)

    with transaction.atomic():
        require(actor, CarePermission.DECIDE, placement)
        Placement.objects.filter(pk=placement.pk, state="handed_over").update(end_ground=ending.ground)
        row = apply(PLACEMENT, ending.name, placement, actor=actor, effect=effect)
        happened(actor=actor, event=Event.CARE_ENDED, at=moment_of(ending.on), subject=row)
        _tell_register(actor, row, lives_with)
        tell_case(actor, row, f"{row.get_state_display()} (Mẫu 16), hồ sơ {row.code}.")
    return row


def _tell_register(actor: Actor, row: Placement, code: str) -> None:
    """A child nobody has written into the register yet has no record that could follow."""
    if row.child_id is not None:
        now_lives_with(actor=actor, child_id=row.child_id, code=code)
