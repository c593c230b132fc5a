"""How long a case is kept and how it ends: after the end nothing of it is readable in database, files or a backup."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from chungtay.cases import sealing
from chungtay.cases.models import (
    Case,
    CaseForm,
    CasePerson,
    Concern,
    Decision,
    DiaryEntry,
    Erasure,
    Evidence,
    HandOver,
    Informant,
    Plan,
    PlanLine,
    RetentionRule,
)
from chungtay.cases.services import diary, evidence, retention
from chungtay.foundation import audit, vault
from chungtay.foundation.errors import UserError
from chungtay.foundation.models import AuditEntry, Notice, VaultKey
from chungtay.foundation.scoping import acting_as, as_system
from tests.factories.accounts import Person, World
from tests.factories.cases import SECRET, make_case, make_concern, make_form
from tests.factories.children import make_child
from tests.factories.keeping import add_evidence, make_chair, make_leader, pdf

pytestmark = pytest.mark.django_db
Commit = Callable[..., Any]
ClientFor = Callable[[Person], Client]
WHY = "Đã hết thời hạn lưu của tỉnh"
LONG_AGO = timezone.now() - dt.timedelta(days=12 * 366)


@pytest.fixture
def chair(world: World) -> Person:
    return make_chair(world)


@pytest.fixture
def leader(world: World) -> Person:
    return make_leader(world)


@pytest.fixture
def rule(dung: Person) -> RetentionRule:
    with acting_as(dung.actor):
        return retention.add_rule(actor=dung.actor, name="Hồ sơ vụ việc", years=10, basis="QĐ 1/QĐ-UBND (bịa để thử)")


def closed_case(world: World, **fields: Any) -> Case:
    usual = {
        "state": "closed", "closed_at": LONG_AGO, "received_at": LONG_AGO, "opened_at": LONG_AGO,
        "condition_safe": True, "condition_stable": True,
    }  # fmt: skip
    return make_case(world.commune, **{**usual, **fields})


def fresh(case: Case) -> Case:
    with as_system("looking in a test"):
        return Case.objects.get(pk=case.pk)


# ---------------------------------------------------------------- the period


def test_without_a_period_of_the_province_nothing_is_ever_proposed(world: World, chair: Person) -> None:
    case = closed_case(world)
    assert not RetentionRule.objects.exists()  # the law gives none and none is invented
    with acting_as(chair.actor), pytest.raises(UserError, match="chưa có thời hạn lưu"):
        retention.ask_erasure(actor=chair.actor, case=case, reason=WHY)


def test_the_administrator_loads_a_period_and_a_new_one_ends_the_old(
    world: World, dung: Person, alice: Person, client_for: ClientFor
) -> None:
    url, given = "/vu-viec/thoi-han-luu/", {"name": "Hồ sơ vụ việc", "years": "10", "basis": "QĐ 1"}
    assert client_for(alice).get(url).status_code == 403
    assert client_for(dung).post(url, {**given, "basis": ""}).status_code == 422
    assert client_for(dung).post(url, {**given, "years": "mười"}).status_code == 422
    assert client_for(dung).post(url, given).status_code == 302
    assert client_for(dung).post(url, {**given, "years": "20"}).status_code == 302
    assert [(rule.years, rule.ended_at is None) for rule in RetentionRule.objects.order_by("pk")] == [
        (10, False),
        (20, True),
    ]
    page = client_for(dung).get(url).content.decode()
    assert page.count("Ngừng áp dụng") >= 1


def test_the_period_runs_from_the_last_end_of_the_case(world: World, chair: Person, rule: RetentionRule) -> None:
    case = closed_case(
        world,
        closed_at=timezone.make_aware(dt.datetime(2012, 2, 29, 10)),
        opened_at=LONG_AGO - dt.timedelta(days=2000),
        received_at=LONG_AGO - dt.timedelta(days=2000),
    )
    with acting_as(chair.actor):
        kept = retention.retain(actor=chair.actor, case=case, rule=rule)
    assert kept.retain_until == dt.date(2022, 3, 1) or kept.retain_until == dt.date(2022, 2, 28)
    assert retention.may_erase(kept, dt.date(2026, 1, 1))
    assert not retention.may_erase(kept, kept.retain_until)
    with as_system("reopened and ended again, in a test"):
        Case.objects.filter(pk=case.pk).update(closed_at=timezone.make_aware(dt.datetime(2020, 5, 1)))
    again = fresh(case)
    assert retention.kept_until(again) == dt.date(2030, 5, 1)
    assert "01/05/2030" in retention.may_erase(again, dt.date(2026, 1, 1)).reason


def test_an_open_case_and_a_period_of_another_province_are_refused(
    world: World, chair: Person, rule: RetentionRule
) -> None:
    open_case = make_case(world.commune)
    with acting_as(chair.actor), pytest.raises(UserError, match="chưa kết thúc"):
        retention.retain(actor=chair.actor, case=open_case, rule=rule)
    far = RetentionRule.objects.create(province=world.other_province, code="x", name="X", years=1, basis="QĐ")
    with acting_as(chair.actor), pytest.raises(UserError, match="không còn áp dụng"):
        retention.retain(actor=chair.actor, case=closed_case(world), rule=far)


# ---------------------------------------------------------------- two persons, and what stands in the way


def _due(world: World, chair: Person, rule: RetentionRule, **fields: Any) -> Case:
    case = closed_case(world, **fields)
    with acting_as(chair.actor):
        retention.retain(actor=chair.actor, case=case, rule=rule)
    return fresh(case)


def _ask(person: Person, case: Case) -> Erasure:
    with acting_as(person.actor):
        return retention.ask_erasure(actor=person.actor, case=case, reason=WHY)


def _carry_out(person: Person, row: Erasure) -> Erasure:
    with acting_as(person.actor):
        return retention.carry_out(actor=person.actor, erasure=Erasure.objects.select_related("case").get(pk=row.pk))


def test_a_hold_blocks_the_end_until_it_is_lifted_with_a_reason(
    world: World, chair: Person, leader: Person, rule: RetentionRule
) -> None:
    case = _due(world, chair, rule)
    row = _ask(chair, case)
    with acting_as(leader.actor):
        retention.hold(actor=leader.actor, case=case, reason="Tòa án yêu cầu giữ hồ sơ")
    with pytest.raises(UserError, match="lệnh giữ"):
        _carry_out(leader, row)
    assert fresh(case).erased_at is None
    with acting_as(leader.actor), pytest.raises(UserError, match="ít nhất 10"):
        retention.release(actor=leader.actor, case=case, reason="xong")
    with acting_as(leader.actor):
        retention.release(actor=leader.actor, case=case, reason="Tòa án đã xét xử xong")
    assert _carry_out(leader, row).state == "done"


def test_who_asked_never_carries_it_out(
    world: World, chair: Person, leader: Person, alice: Person, rule: RetentionRule
) -> None:
    case = _due(world, chair, rule)
    row = _ask(chair, case)
    with pytest.raises(UserError, match="người thứ hai"):
        _carry_out(chair, row)
    with pytest.raises(PermissionDenied):
        _carry_out(alice, row)
    with as_system("what the database says"), pytest.raises(IntegrityError, match="two_persons"), transaction.atomic():
        Erasure.objects.filter(pk=row.pk).update(state="done", decided_by_id=row.asked_by_id)
    assert sealing.unseal(fresh(case))["summary"] == SECRET


def test_an_ask_is_refused_withdrawn_and_asked_again(
    world: World, chair: Person, leader: Person, rule: RetentionRule
) -> None:
    case = _due(world, chair, rule)
    first = _ask(chair, case)
    with pytest.raises(UserError, match="đang chờ"):
        _ask(leader, case)
    with acting_as(leader.actor), pytest.raises(UserError, match="rút lại được"):
        retention.withdraw(actor=leader.actor, erasure=first)
    with acting_as(leader.actor):
        retention.refuse(actor=leader.actor, erasure=first, reason="Còn đang dùng để thống kê")
    with pytest.raises(UserError, match="đã được trả lời"):
        _carry_out(leader, first)
    second = _ask(chair, case)
    with acting_as(chair.actor):
        retention.withdraw(actor=chair.actor, erasure=second)
    assert fresh(case).erased_at is None
    assert {notice.title for notice in Notice.objects.filter(kind="case_erasure")} == {
        f"Đề nghị hủy hồ sơ vụ việc {case.code}"
    }


def test_the_pages_lead_through_it(
    world: World,
    chair: Person,
    leader: Person,
    rule: RetentionRule,
    client_for: ClientFor,
    django_capture_on_commit_callbacks: Commit,
) -> None:
    case = closed_case(world)
    home = f"/vu-viec/{case.pk}/luu-ho-so/"
    assert case.code in client_for(chair).get("/vu-viec/luu-ho-so/").content.decode()
    assert client_for(chair).post(home + "thoi-han/", {"rule": rule.pk}).status_code == 302
    assert client_for(chair).post(home + "de-nghi/", {"reason": "hết"}).status_code == 422
    assert client_for(chair).post(home + "de-nghi/", {"reason": WHY}).status_code == 302
    assert "Rút đề nghị" in client_for(chair).get(home).content.decode()
    asked = proved(client_for(leader))
    assert "Hủy vĩnh viễn nội dung" in asked.get(home).content.decode()
    assert asked.post(home + "huy/", {}).status_code == 422
    assert client_for(leader).post(home + "huy/", {"agreed": "on"}).status_code == 302  # to the password, nothing done
    assert fresh(case).erased_at is None
    with django_capture_on_commit_callbacks(execute=True):
        assert asked.post(home + "huy/", {"agreed": "on"}).status_code == 302
    assert fresh(case).erased_at is not None
    page = client_for(leader).get(home).content.decode()
    assert "Nội dung đã được hủy" in page
    assert "1 khóa đã hủy" in page


def proved(client: Client) -> Client:
    """The password was given a moment ago."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": timezone.now().timestamp()}]
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session.save()
    return client


# ---------------------------------------------------------------- done when 5

KNOWN = {
    "the case": "Vàng A Dế",
    "what happened": SECRET,
    "place": "Bản Phăng 2",
    "informant": "Quàng Thị Báo Tin",
    "telephone": "0912000111",
    "a person": "Lò Văn Gây Hại",
    "an answer": "Nhiều vết bầm ở lưng",
    "the diary": "Gặp trẻ tại nhà bà ngoại",
    "the plan": "Đưa trẻ khám tâm lý hằng tuần",
    "the line": "Khám sức khỏe toàn thân",
    "the provider": "Bà Cà Thị Nhận Giúp",
    "the decision": "Tạm thời cách ly khỏi nhà bố dượng",
    "the hand-over": "Trẻ về ở với bà ngoại",
    "the file's name": "Vết bầm cháu Dế.pdf",
    "the file's note": "Trạm trưởng chụp",
    "in the file": "%PDF-1.",
    "the corrected diary": "Trẻ nói thêm về buổi tối",
}


def full_case(world: World, alice: Person) -> Case:
    """A case with every kind of sealed row there is, each with a history, and a file."""
    child = make_child(world.commune)
    concern = make_concern(world.commune, child=child)
    case = closed_case(world, child=child, incident_unit=world.commune)
    now = timezone.now()

    def sealed(row: Any, **words: str) -> Any:
        sealing.seal(row, words)
        row.save()
        return row

    with as_system("a full case for a test"):
        Concern.objects.filter(pk=concern.pk).update(case=case, state="joined")
        informant = Informant(
            concern=concern, unit_path=concern.unit_path, key=vault.create("informant"), readers=[alice.user.pk]
        )
        sealed(informant, name=KNOWN["informant"], phone=KNOWN["telephone"])
        person = sealed(CasePerson(case=case, role="suspect"), name="Tên cũ ghi nhầm")
        sealed(person, name=KNOWN["a person"])  # writes a row of history
        make_form(case, "ND56-M02", {"signs": KNOWN["an answer"]})
        first = diary.write(actor=alice.actor, case=case, kind="contact", words=KNOWN["the diary"])
        diary.write(actor=alice.actor, case=case, kind="note", words=KNOWN["the corrected diary"], corrects=first)
        plan = sealed(Plan(case=case), goal=KNOWN["the plan"])
        line = sealed(
            PlanLine(case=case, plan=plan, category="health", provider_name=KNOWN["the provider"]), service="cũ"
        )
        sealed(line, service=KNOWN["the line"])
        sealed(
            Decision(case=case, kind="separation", state="signed", signed_at=now, signed_by_id=1, signed_post_id=1),
            body=KNOWN["the decision"],
        )
        sealed(
            HandOver(case=case, from_unit=world.commune, from_path=world.commune.path, to_unit=world.other_commune,
                     to_path=world.other_commune.path, why="moved"),
            reason=KNOWN["the hand-over"],
        )  # fmt: skip
    add_evidence(alice, case, KNOWN["the file's name"], pdf(2), note=KNOWN["the file's note"])
    return fresh(case)


def dump(to: Path) -> bytes:
    """Every table of the database as COPY writes it, and every file: what a backup holds. Keys are not among it."""
    with as_system("a backup in a test"), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        tables = [row[0] for row in cursor.fetchall()]
        whole = b""
        for table in tables:
            with cursor.copy(f'COPY (SELECT * FROM "{table}") TO STDOUT') as copy:
                whole += b"".join(bytes(piece) for piece in copy)
    to.write_bytes(whole)
    return whole


def files_under(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def readable(whole: bytes) -> list[str]:
    """Which of the known words stand in it: as UTF-8, as JSON escapes, as hexadecimal (how a dump writes bytes)."""
    found = []
    for name, words in KNOWN.items():
        escaped = words.encode("unicode_escape")
        forms = (words.encode(), escaped, escaped.replace(b"\\", b"\\\\"), words.encode().hex().encode())
        if any(form in whole for form in forms):
            found.append(name)
    return found


def test_destroying_the_keys_of_a_case_leaves_nothing_readable_in_database_files_or_backup(
    world: World, alice: Person, chair: Person, leader: Person, rule: RetentionRule, tmp_path: Path, settings: Any,
    django_capture_on_commit_callbacks: Commit,
) -> None:  # fmt: skip
    settings.KEY_MIRROR = tmp_path / "mirror"
    settings.KEY_MIRROR.mkdir()
    case = full_case(world, alice)
    other = make_case(world.commune)  # which must go on being readable
    with acting_as(chair.actor):
        retention.retain(actor=chair.actor, case=case, rule=rule)
    keys_before = len(files_under(settings.KEY_ROOT))

    before = dump(tmp_path / "yesterday.copy")
    media = files_under(Path(settings.MEDIA_ROOT))
    assert media
    # Before the end: everything is there, and yet a dump and the files alone tell only what is no secret of the case.
    assert set(readable(before)) <= {"the provider"}
    assert readable(b"".join(media.values())) == []
    sealed = _sealed_rows(case)
    assert len(sealed) >= 14
    assert sorted(_opened(sealed)) == sorted(set(KNOWN) - {"the provider", "place", "in the file"} | {"place"})

    row = _ask(chair, case)
    with django_capture_on_commit_callbacks(execute=True):
        done = _carry_out(leader, row)

    after = dump(tmp_path / "today.copy")
    assert readable(after) == []
    assert files_under(Path(settings.MEDIA_ROOT)) == {}
    # The backup of yesterday, put back beside the keys of today: every row and file of the case stays shut.
    for context, key, content, also in sealed:
        with pytest.raises(vault.Destroyed):
            vault.opened(key, also).unseal(content, context=context)
    for name, content in media.items():
        restored = tmp_path / "restored"
        restored.write_bytes(content)
        for key in VaultKey.objects.filter(kind="evidence").values_list("pk", flat=True):
            with pytest.raises(vault.Destroyed):
                b"".join(vault.open_stream(key, restored, context="cases.evidence", also=case.key_id))
        assert name
    left = [*files_under(settings.KEY_ROOT), *files_under(settings.KEY_MIRROR)]
    assert not [name for name in left for key in done.proof["keys"] if uuid.UUID(key).hex in name]
    assert len(files_under(settings.KEY_ROOT)) == keys_before - len(done.proof["keys"])
    assert len(done.proof["keys"]) == 4  # case, concern, informant, file
    assert sealing.unseal(fresh(other))["summary"] == SECRET

    gone = fresh(case)
    assert (gone.code, gone.kind, gone.state, gone.opened_at) == (case.code, case.kind, case.state, case.opened_at)
    assert gone.child_id is None
    with as_system("looking in a test"), connection.cursor() as cursor:
        for table in ("case", "concern", "caseperson", "caseevent", "concernevent", "casepersonevent"):
            cursor.execute(f"SELECT count(*) FROM cases_{table} WHERE child_id IS NOT NULL")
            assert cursor.fetchone()[0] == 0
    assert audit.verify()[1] == []
    trail = AuditEntry.objects.filter(action="case.erased").get()
    assert trail.object_label == case.code
    assert trail.data["keys"] == 4


def _sealed_rows(case: Case) -> list[tuple[str, uuid.UUID, bytes, uuid.UUID | None]]:
    """(context, key, content, second key) of everything sealed in the case, its history included."""
    rows: list[tuple[str, uuid.UUID, bytes, uuid.UUID | None]] = []
    with as_system("what a restored backup holds"):
        concern = Concern.objects.get(case=case)
        informant = Informant.objects.get(concern=concern)
        rows += [("cases.case", case.key_id, bytes(case.sealed), None)]
        rows += [("cases.concern", concern.key_id, bytes(concern.sealed), None)]
        rows += [("cases.informant", informant.key_id, bytes(informant.sealed), None)]
        for model in (CasePerson, CaseForm, DiaryEntry, Plan, PlanLine, Decision, HandOver):
            for one in model.objects.filter(case=case):
                rows.append((sealing.context_of(one), case.key_id, bytes(one.sealed), None))
        for one in Evidence.objects.filter(case=case):
            rows.append(("cases.evidence", one.file_key_id, bytes(one.sealed), case.key_id))
        with connection.cursor() as cursor:
            for table, context in (("casepersonevent", "cases.caseperson"), ("planlineevent", "cases.planline")):
                cursor.execute(f"SELECT sealed FROM cases_{table} WHERE case_id = %s", [case.pk])
                rows += [(context, case.key_id, bytes(row[0]), None) for row in cursor.fetchall()]
    return rows


def _opened(rows: list[tuple[str, uuid.UUID, bytes, uuid.UUID | None]]) -> set[str]:
    """Which of the known words the rows hold while the keys are there."""
    whole = " ".join(
        str(vault.opened(key, also).unseal(sealed, context=context)) for context, key, sealed, also in rows
    )
    return {name for name, words in KNOWN.items() if words in whole}


def test_the_key_of_the_case_alone_already_ends_its_files(
    world: World, alice: Person, chair: Person, django_capture_on_commit_callbacks: Commit
) -> None:
    case = make_case(world.commune)
    row = add_evidence(alice, case)
    with django_capture_on_commit_callbacks(execute=True):
        vault.destroy(case.key_id, actor=chair.actor, why="thử")
    with as_system("reading in a test"), pytest.raises(vault.Destroyed):
        b"".join(evidence.stream(Evidence.objects.select_related("case").get(pk=row.pk)))


def test_an_app_above_gives_its_keys_to_the_end(
    world: World, chair: Person, leader: Person, rule: RetentionRule, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = _due(world, chair, rule)
    key = vault.create("placement")
    monkeypatch.setattr(retention, "_parts", [])
    retention.also_erases(lambda asked: [key.pk] if asked.pk == case.pk else [])
    _carry_out(leader, _ask(chair, case))
    key.refresh_from_db()
    assert key.destroyed_at is not None
    assert key.destroyed_by_id == leader.user.pk


def test_an_erased_case_opens_for_nobody_and_takes_nothing_more(
    world: World, alice: Person, chair: Person, leader: Person, rule: RetentionRule, client_for: ClientFor
) -> None:
    case = _due(world, chair, rule)
    _carry_out(leader, _ask(chair, case))
    answer = client_for(alice).get(f"/vu-viec/{case.pk}/tai-lieu/")
    assert answer.status_code == 403
    assert "đã được hủy" in answer.content.decode()
    with pytest.raises(PermissionDenied):
        add_evidence(alice, fresh(case))
    with acting_as(chair.actor), pytest.raises(UserError, match="đã được hủy"):
        retention.hold(actor=chair.actor, case=fresh(case), reason="Giữ lại để kiểm tra")
