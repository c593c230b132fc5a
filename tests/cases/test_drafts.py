"""What is typed about a case and not sent lies under the key of the case: with the key it ends, and so does every copy."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from chungtay.cases.models import Case
from chungtay.foundation import drafts, vault
from chungtay.foundation.models import Draft
from tests.factories.accounts import Person, World
from tests.factories.cases import SECRET, make_concern
from tests.factories.law import load_law
from tests.factories.plans import approved, around, line_data

URL = "/ban-nhap/"
# Forms about nothing that has a key yet; `tin-bao-` ones are forgotten after two weeks.
WITHOUT_KEY = {"tin-bao-moi", "tin-bao-dan", "care-need", "care-propose-7", "care-carer-moi"}


def destroyed(key: Any, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        vault.destroy(key, actor=None, why="thử")


def test_a_draft_ends_with_the_key_of_its_case(
    case: Case, alice: Person, client_for: Any, django_capture_on_commit_callbacks: Any
) -> None:
    browser, name = client_for(alice), f"vu-viec-phan-viec-{case.pk}-moi"
    typed = {"key": name, "data": json.dumps({"service": [SECRET]})}
    assert browser.post(URL, typed).status_code == 204
    assert browser.get(URL, {"key": name}).json()["data"] == {"service": [SECRET]}
    kept = Draft.objects.get(user=alice.user, key=name)
    assert SECRET not in json.dumps(kept.data, ensure_ascii=False)  # opened with the installation's secret alone
    destroyed(case.key_id, django_capture_on_commit_callbacks)
    assert browser.get(URL, {"key": name}).status_code == 204
    assert not Draft.objects.filter(pk=kept.pk).exists()
    assert browser.post(URL, typed).status_code == 410
    assert not Draft.objects.filter(user=alice.user, key=name).exists()


def test_a_draft_of_before_is_still_read_and_then_kept_under_the_key(case: Case, alice: Person) -> None:
    name = f"held:/vu-viec/{case.pk}/nhat-ky/"
    Draft.objects.create(user=alice.user, key=name, data={"fields": {"words": [SECRET]}})
    assert drafts.load_draft(alice.user.pk, name) == {"fields": {"words": [SECRET]}}
    drafts.save_draft(alice.user.pk, name, {"fields": {"words": [SECRET]}})
    assert SECRET not in json.dumps(Draft.objects.get(key=name).data, ensure_ascii=False)


def test_one_draft_is_not_read_as_another(case: Case, alice: Person, chi: Person) -> None:
    name = f"vu-viec-ke-hoach-{case.pk}"
    drafts.save_draft(alice.user.pk, name, {"goal": ["x"]})
    Draft.objects.filter(key=name).update(user=chi.user)
    with pytest.raises(vault.Altered):
        drafts.load_draft(chi.user.pk, name)


def test_reports_and_lines_of_agencies_have_their_key(world: World, alice: Person) -> None:
    load_law()
    concern, here = make_concern(world.commune), around(world, alice)
    line = approved(here, line_data(agency=here.police))[0]
    for user, name, key in (
        (alice, f"tin-bao-chuyen-{concern.pk}", concern.key_id),
        (here.policeman, f"phan-viec-{line.pk}", here.case.key_id),  # whose post cannot read the case
    ):
        drafts.save_draft(user.user.pk, name, {"words": ["x"]})
        assert Draft.objects.get(key=name).data["under"] == str(key)
        assert drafts.load_draft(user.user.pk, name) == {"words": ["x"]}


@pytest.mark.parametrize("app", ["cases", "care"])
def test_every_form_that_keeps_drafts_has_a_key(app: str) -> None:
    """Names as the templates draw them, with a number for what is filled in and a word for what is chosen."""
    root = Path(settings.BASE_DIR) / "chungtay" / app / "templates"
    found = set()
    for page in root.rglob("*.html"):
        for drawn in re.findall(r'data-draft="(.*?)">', page.read_text()):
            name = re.sub(r"{% if .*?%}(.*?){% else %}.*?{% endif %}", r"\1", drawn)
            name = re.sub(r"{{ form\.kind }}", "month_1", re.sub(r"{{ step }}", "mot-buoc", name))
            found.add(re.sub(r"{{.*?}}", "7", name).split('"')[0])
    assert len(found) > 4
    open_names = {name for name in found if not any(pattern.fullmatch(name) for pattern, _ in drafts._keyed)}
    assert open_names <= WITHOUT_KEY | {"7"}  # "7": the new report, whose name the view draws
