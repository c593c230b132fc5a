"""Pages of forms without JavaScript: begun, saved, come back to, finished, confirmed, printed; what others see of it."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import docx
import pytest
from django.test import Client

from chungtay.cases import sealing
from chungtay.cases.models import Case, CaseForm
from chungtay.cases.services import filling
from chungtay.foundation.models import AuditEntry, Look
from chungtay.foundation.scoping import acting_as, as_system
from chungtay.law.forms import FormVersion, form_of
from chungtay.law.forms.fields import PREFIX
from chungtay.law.forms.printing import LABEL
from chungtay.law.forms.values import typed_again
from tests.factories.accounts import Person, World, make_person
from tests.factories.cases import make_case
from tests.factories.filled_forms import full
from tests.factories.law import load_law

pytestmark = pytest.mark.django_db
ClientFor = Callable[[Person], Client]
SAID = "Cháu kể bị đánh bằng dây điện"


@pytest.fixture(autouse=True)
def loaded(db: None) -> None:
    load_law()


@pytest.fixture
def case(world: World, alice: Person) -> Case:
    return make_case(world.commune, officer=alice.post, state="assessing")


def sent(law: FormVersion, answers: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The page as a browser sends it: every input, ticked boxes only."""
    data: dict[str, Any] = {"whole": "1", "version": "0", **more}
    for one in law.typed():
        value = typed_again(one, answers.get(one.key))
        if one.type == "rows":
            for place, row in enumerate(value or []):
                data |= {f"{PREFIX}{one.key}-{place}-{key}": cell for key, cell in row.items()}
        elif value not in ("", []):
            data[PREFIX + one.key] = value
    return data


def only_form() -> CaseForm:
    with as_system("a test looks"):
        found: CaseForm = CaseForm.objects.select_related("case").latest("pk")
    return found


def answers_in(form: CaseForm) -> dict[str, Any]:
    with as_system("a test looks into a form"):
        return dict(sealing.unseal(form)["answers"])


def test_a_form_from_nothing_to_paper(case: Case, alice: Person, client_for: ClientFor) -> None:
    client, start = client_for(alice), f"/vu-viec/{case.pk}/bieu-mau/ND56-M02/"
    page = client.get(start)
    text = page.content.decode()
    assert page.status_code == 200
    assert "Vàng A Dế" in text
    assert "Điền sẵn từ hồ sơ vụ việc" in text
    assert page["Cache-Control"] == "no-store"
    with as_system("nothing is begun by looking"):
        assert not CaseForm.objects.exists()
    version = form_of("ND56-M02")
    first = client.post(start, sent(version, {"conclusion": SAID}, step="save"))
    form = only_form()
    assert first.headers["Location"] == f"/vu-viec/bieu-mau/{form.pk}/ghi/"
    again = client.get(first.headers["Location"]).content.decode()
    assert SAID in again
    everything = full(version) | {"conclusion": SAID}
    refused = client.post(first.headers["Location"], sent(version, everything, step="finish", version=form.version))
    assert refused.status_code == 422
    assert "Hãy chọn mức độ nguy cơ." in refused.content.decode()
    assert answers_in(only_form())["harm"] == 2  # what was sent is kept
    done = client.post(
        first.headers["Location"], sent(version, everything, step="finish", version=only_form().version, level="high")
    )
    assert done.headers["Location"] == f"/vu-viec/bieu-mau/{form.pk}/"
    shown = client.get(done.headers["Location"]).content.decode()
    assert SAID in shown
    assert "Đã hoàn thành" in shown
    paper = client.post(f"/vu-viec/bieu-mau/{form.pk}/in/", {"scope": "Công an xã"})
    words = "\n".join(one.text for one in docx.Document(io.BytesIO(paper.content)).paragraphs)
    assert LABEL in words
    assert "Phạm vi cung cấp: Công an xã." in words
    assert SAID in words
    assert "Vàng" not in paper["Content-Disposition"]
    assert AuditEntry.objects.filter(action="form_printed").count() == 1
    assert Look.objects.filter(object_type="cases.case", object_id=case.pk, user_id=alice.user.pk).count() >= 4


def test_a_print_without_a_scope_is_refused(case: Case, alice: Person, client_for: ClientFor) -> None:
    with acting_as(alice.actor) as actor:
        form = filling.start_form(actor=actor, case=case, code="APP-VERIFY")
    answer = client_for(alice).post(f"/vu-viec/bieu-mau/{form.pk}/in/", {"scope": " "})
    assert answer.status_code == 422
    assert not AuditEntry.objects.filter(action="form_printed").exists()
    assert "bản chưa hoàn thành" in client_for(alice).get(f"/vu-viec/bieu-mau/{form.pk}/in/").content.decode()


def test_what_is_missing_is_told_beside_its_question_and_nothing_is_lost(
    case: Case, alice: Person, client_for: ClientFor
) -> None:
    client, version = client_for(alice), form_of("ND56-M03")
    typed = {"s_condition": SAID, "perf_date": "31/02/2026"}
    answer = client.post(f"/vu-viec/{case.pk}/bieu-mau/ND56-M03/", sent(version, typed, step="finish"))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Ngày chưa đúng" in text
    assert 'href="#id_q_harm"' in text
    assert SAID in text
    assert "31/02/2026" in text
    assert answers_in(only_form())["s_condition"] == SAID


def test_two_people_in_one_form_see_both_versions(
    case: Case, world: World, alice: Person, client_for: ClientFor
) -> None:
    other = make_person("em", "Cà Thị Em", "commune_officer", world.committee, "Công chức")
    version = form_of("ND56-M02")
    url = f"/vu-viec/{case.pk}/bieu-mau/ND56-M02/"
    client_for(alice).post(url, sent(version, {"conclusion": "Bản của Ân"}, step="save"))
    late = client_for(other).post(url, sent(version, {"conclusion": "Bản của Em"}, step="save"))
    text = late.content.decode()
    assert late.status_code == 422
    assert "Bản của Ân" in text
    assert "Bản của Em" in text
    assert answers_in(only_form())["conclusion"] == "Bản của Ân"
    over = client_for(other).post(
        f"/vu-viec/bieu-mau/{only_form().pk}/ghi/",
        sent(version, {"conclusion": "Bản của Em"}, step="save", version=only_form().version),
    )
    assert over.status_code == 302
    assert answers_in(only_form())["conclusion"] == "Bản của Em"


def test_a_page_cut_off_on_the_way_empties_nothing(case: Case, alice: Person, client_for: ClientFor) -> None:
    client, version = client_for(alice), form_of("ND56-M02")
    url = f"/vu-viec/{case.pk}/bieu-mau/ND56-M02/"
    client.post(url, sent(version, {"conclusion": SAID, "harm": 2}, step="save"))
    form = only_form()
    client.post(f"/vu-viec/bieu-mau/{form.pk}/ghi/", {"version": form.version, "q_harm": "1", "step": "save"})
    assert answers_in(only_form())["conclusion"] == SAID
    assert answers_in(only_form())["harm"] == 1


def test_a_table_grows_line_by_line(case: Case, alice: Person, client_for: ClientFor) -> None:
    client, version = client_for(alice), form_of("APP-MINUTES")
    typed = {"members": [{"name": "Cà Văn Hặc", "side": "area"}]}
    more = client.post(f"/vu-viec/{case.pk}/bieu-mau/APP-MINUTES/", sent(version, typed, more="q_members"))
    assert "?dong=q_members" in more.headers["Location"]
    text = client.get(more.headers["Location"].split("#")[0]).content.decode()
    assert "Cà Văn Hặc" in text
    assert text.count("<legend>Dòng ") == 5  # one written, four empty


def test_the_page_keeps_by_itself_and_tells_when_it_cannot(case: Case, alice: Person, client_for: ClientFor) -> None:
    client, version = client_for(alice), form_of("ND56-M02")
    url = f"/vu-viec/{case.pk}/bieu-mau/ND56-M02/"
    told = client.post(url, sent(version, {"conclusion": SAID}, auto="1")).json()
    assert answers_in(only_form())["conclusion"] == SAID
    later = client.post(told["autosave"], sent(version, {"conclusion": "thêm"}, auto="1", version=told["version"]))
    assert later.json()["version"] == told["version"] + 1
    stale = client.post(told["autosave"], sent(version, {"conclusion": "cũ"}, auto="1", version=told["version"]))
    assert stale.status_code == 409
    assert answers_in(only_form())["conclusion"] == "thêm"
    assert not AuditEntry.objects.filter(action="form_saved").exists()


def test_the_chair_confirms_a_level_against_the_count(
    case: Case, alice: Person, chair: Person, client_for: ClientFor
) -> None:
    version = form_of("ND56-M02")
    url = f"/vu-viec/{case.pk}/bieu-mau/ND56-M02/"
    asked = client_for(alice).post(
        url, sent(version, full(version), step="finish", level="low", reason="Người gây hại đã bị bắt")
    )
    assert asked.status_code == 302
    form = only_form()
    assert (form.state, form.level_set) == ("draft", "low")
    client = client_for(chair)
    assert form.case.code in client.get("/").content.decode()
    text = client.get(f"/vu-viec/bieu-mau/{form.pk}/").content.decode()
    assert "Người gây hại đã bị bắt" in text
    mine = client_for(alice).post(
        f"/vu-viec/bieu-mau/{form.pk}/xac-nhan/", {"step": "confirm", "version": form.version}
    )
    assert mine.status_code == 422
    assert only_form().state == "draft"  # nobody confirms what they set
    stale = client.post(
        f"/vu-viec/bieu-mau/{form.pk}/xac-nhan/",
        {"step": "return", "version": form.version - 1, "reason": "Chưa gặp trẻ lần nào"},
    )
    assert stale.status_code == 422
    assert ">Chưa gặp trẻ lần nào</textarea>" in stale.content.decode()  # what was typed is not typed again
    client.post(f"/vu-viec/bieu-mau/{form.pk}/xac-nhan/", {"step": "confirm", "version": form.version})
    assert (only_form().state, only_form().confirmed_by_name) == ("final", "Quàng Văn Pâng")


def test_all_forms_of_a_case_on_one_page(case: Case, alice: Person, client_for: ClientFor) -> None:
    client, version = client_for(alice), form_of("APP-VERIFY")
    client.post(f"/vu-viec/{case.pk}/bieu-mau/APP-VERIFY/", sent(version, full(version), step="finish"))
    form = only_form()
    assert form.state == "final"
    client.post(f"/vu-viec/bieu-mau/{form.pk}/bo/", {"reason": "Ghi nhầm"})
    again = client.post(f"/vu-viec/bieu-mau/{form.pk}/bo/", {"reason": "Bỏ lần thứ hai"})
    assert again.status_code == 422
    for words in ("đã bỏ từ trước", "Bỏ lần thứ hai"):
        assert words in again.content.decode()
    text = client.get(f"/vu-viec/{case.pk}/bieu-mau/").content.decode()
    assert "Đã bỏ" in text
    assert "bước này cần" in text  # form 02 in the state of assessing
    assert "/bieu-mau/ND56-M07/" not in text  # decisions are written where they are signed
    assert "Ghi nhầm" in client.get(f"/vu-viec/bieu-mau/{form.pk}/").content.decode()


@pytest.mark.parametrize("who", ["chi", "bao", "dung"])
def test_others_find_nothing(
    case: Case, alice: Person, client_for: ClientFor, who: str, request: pytest.FixtureRequest
) -> None:
    with acting_as(alice.actor) as actor:
        form = filling.start_form(actor=actor, case=case, code="ND56-M02")
    client = client_for(request.getfixturevalue(who))
    for url in (f"/vu-viec/bieu-mau/{form.pk}/", f"/vu-viec/bieu-mau/{form.pk}/in/", f"/vu-viec/{case.pk}/bieu-mau/"):
        answer = client.get(url)
        assert answer.status_code in {403, 404}, url
        assert "Vàng A Dế" not in answer.content.decode()
    answer = client.post(f"/vu-viec/bieu-mau/{form.pk}/tu-luu/", {"q_conclusion": "x", "version": "1"})
    assert answer.status_code in {403, 404}


def test_no_address_and_no_title_names_anybody(case: Case, alice: Person, client_for: ClientFor) -> None:
    page = client_for(alice).get(f"/vu-viec/{case.pk}/bieu-mau/ND56-M02/").content.decode()
    title = page.split("<title>")[1].split("</title>")[0]
    assert case.code in title
    assert "Vàng" not in title
    assert "data-draft" not in page  # the desk's drafts are readable in the database
