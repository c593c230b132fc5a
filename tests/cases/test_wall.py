"""The wall of the cases, asked of PostgreSQL itself and of the managers."""

import datetime as dt

import pytest
from django.db import connection, transaction
from django.utils import timezone

from chungtay.cases import sealing
from chungtay.cases.models import Case, CaseAccess, Clock, Concern, Informant, Plan, PlanLine
from chungtay.cases.services import diary, opening
from chungtay.foundation import vault
from chungtay.foundation.scoping import OutsideScope, acting_as, as_system
from tests.factories.accounts import Person, World, make_agency, make_person
from tests.factories.cases import SECRET, make_case, make_concern

pytestmark = pytest.mark.django_db


def _raw(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0])


def test_a_statement_without_scope_is_refused(world: World) -> None:
    with pytest.raises(OutsideScope), transaction.atomic():
        _raw("SELECT count(*) FROM cases_case")


def test_each_sees_the_rows_of_their_units(world: World, alice: Person, bao: Person, chi: Person) -> None:
    make_case(world.commune)
    for person, expected in ((alice, 1), (bao, 1), (chi, 0)):
        with acting_as(person.actor):
            assert Case.objects.count() == expected
            assert _raw("SELECT count(*) FROM cases_case") == expected


def test_the_communes_of_incident_and_residence_see_it_too(world: World, alice: Person, chi: Person) -> None:
    case = make_case(world.commune, incident_unit=world.other_commune)
    with as_system("writing for a test"):
        diary.write(actor=None, case=case, kind="note", words="Ghi thử")
    with acting_as(chi.actor):
        assert Case.objects.get() == case
        assert _raw("SELECT count(*) FROM cases_diaryentry") == 1
        assert case.diaryentrys.count() == 1


def test_police_of_the_commune_see_their_line_and_nothing_else(world: World, alice: Person) -> None:
    police = make_agency("Công an xã Mường Phăng", world.commune, kind="police", sector="police")
    officer = make_person("cong_an", "Lò Văn Sáng", "sector_officer", police, "Công an viên")
    case = make_case(world.commune)
    with as_system("a plan with two lines, one of them asked of the police"):
        plan = Plan.objects.create(case=case)
        PlanLine.objects.create(case=case, plan=plan, category="protection", agency=police, state="asked")
        PlanLine.objects.create(case=case, plan=plan, category="protection", agency=police, state="draft")
        PlanLine.objects.create(case=case, plan=plan, category="health", agency=world.committee, state="asked")
    with acting_as(officer.actor):
        assert _raw("SELECT count(*) FROM cases_planline") == PlanLine.objects.count() == 1
        for table in ("case", "plan", "concern", "clock", "diaryentry", "caseform", "evidence", "caseevent"):
            assert _raw(f"SELECT count(*) FROM cases_{table}") == 0, table


def test_a_person_named_for_one_case_sees_it_until_the_end_of_the_term(world: World, chi: Person) -> None:
    case, other = make_case(world.commune), make_case(world.commune)
    with as_system("naming a person for a test"):
        access = CaseAccess.objects.create(
            case=case, user_id=chi.user.pk, person_name="Chi", kind="named", state="granted", reason="Thử",
            granted_at=timezone.now(), granted_by_id=1, until=timezone.now() + dt.timedelta(hours=1),
        )  # fmt: skip
    with acting_as(chi.actor):
        assert list(Case.objects.all()) == [case] != [other]
        assert _raw("SELECT count(*) FROM cases_case") == 1
    with as_system("the term is over"):
        CaseAccess.objects.filter(pk=access.pk).update(until=timezone.now() - dt.timedelta(seconds=1))
    with acting_as(chi.actor):
        assert not Case.objects.exists()
        assert _raw("SELECT count(*) FROM cases_case") == 0


def test_the_informant_is_for_named_people_only(world: World, alice: Person, bao: Person) -> None:
    concern = make_concern(world.commune)
    with as_system("an informant for a test"):
        informant = Informant(
            concern=concern, unit_path=world.commune.path, readers=[bao.user.pk], key=vault.create("informant")
        )
        sealing.seal(informant, {"name": "Bà Tòng Thị Inh"})
        informant.save()
    with acting_as(alice.actor):
        assert _raw("SELECT count(*) FROM cases_informant") == 0
        assert Concern.objects.count() == 1
    with acting_as(bao.actor):
        assert _raw("SELECT count(*) FROM cases_informant") == 1


def test_what_hangs_on_a_case_follows_its_lead(world: World, alice: Person, chi: Person) -> None:
    case = make_case(world.commune)
    with as_system("the lead goes over, for a test"):
        diary.write(actor=None, case=case, kind="note", words="Ghi thử")
        Clock.objects.create(
            case=case, code="T_EMERG", started_at=case.received_at, due_at=case.received_at + dt.timedelta(hours=12),
            law_version="thử", article="Điều 26",
        )  # fmt: skip
        Case.objects.filter(pk=case.pk).update(
            unit=world.other_commune, unit_path=world.other_commune.path, incident_unit=world.other_commune,
            incident_path=world.other_commune.path,
        )  # fmt: skip
    with acting_as(alice.actor):
        assert _raw("SELECT count(*) FROM cases_clock") == _raw("SELECT count(*) FROM cases_diaryentry") == 0
    with acting_as(chi.actor):
        assert Clock.objects.get().unit_path == world.other_commune.path
        assert _raw("SELECT count(*) FROM cases_caseevent") == 1


def test_the_next_duty_stands_on_the_case(world: World) -> None:
    case = make_case(world.commune)
    with as_system("two clocks for a test"):
        for code, hours in (("T_PLAN", 40), ("T_EMERG", 12)):
            Clock.objects.create(
                case=case, code=code, started_at=case.received_at, due_at=case.received_at + dt.timedelta(hours=hours),
                law_version="thử", article="thử",
            )  # fmt: skip
        case.refresh_from_db()
        assert case.next_code == "T_EMERG"
        Clock.objects.filter(code="T_EMERG").update(stopped_at=timezone.now(), stop_reason="done")
        case.refresh_from_db()
        assert (case.next_code, case.next_due_at) == ("T_PLAN", case.received_at + dt.timedelta(hours=40))
        Clock.objects.all().delete()
        case.refresh_from_db()
        assert (case.next_code, case.next_due_at) == ("", None)


def test_nothing_of_the_content_lies_readable_in_the_database(world: World, alice: Person) -> None:
    concern = make_concern(world.commune)
    with acting_as(alice.actor):
        case = opening.begin(actor=alice.actor, concern=concern)
        assert opening.open_content(actor=alice.actor, case=case)["summary"] == SECRET
    with as_system("looking for the plaintext"), connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
        for (table,) in cursor.fetchall():
            cursor.execute(
                f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s OR t::text LIKE %s',
                [f"%{SECRET}%", "%Vàng A Dế%"],
            )
            assert cursor.fetchone()[0] == 0, table
