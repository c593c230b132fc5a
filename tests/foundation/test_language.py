"""Vietnamese first; English for the shell and the components when the person chose it on this machine."""

from __future__ import annotations

import gettext
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

import chungtay
from chungtay.directives.status import WORDS
from chungtay.foundation import navigation, worklist
from chungtay.foundation.catalogues import compiled, read
from chungtay.foundation.language import COOKIE, said
from chungtay.foundation.templatetags.components_words import STATES
from tests.factories.accounts import Person

ROOT = Path(chungtay.__file__).parent
PO = ROOT / "locale/en/LC_MESSAGES/django.po"
Browser = Callable[[Person], Client]


def test_the_compiled_catalogue_is_the_written_one() -> None:
    entries = read(PO.read_text(encoding="utf-8"))
    assert PO.with_suffix(".mo").read_bytes() == compiled(entries), "run: chungtay compile_words"
    catalogue = gettext.GNUTranslations(io.BytesIO(compiled(entries)))
    assert {key: catalogue.gettext(key) for key in entries if key} == {
        key: text for key, text in entries.items() if key
    }


def test_places_for_numbers_are_the_same_in_both_languages() -> None:
    for key, text in read(PO.read_text(encoding="utf-8")).items():
        assert sorted(re.findall(r"%\(\w+\)s", key)) == sorted(re.findall(r"%\(\w+\)s", text)), key


def test_every_word_of_shell_navigation_groups_and_states_is_translated() -> None:
    wanted = {item.label for item in navigation._items.values()} | set(worklist.GROUPS.values()) | set(WORDS.values())
    wanted |= {words for _, _, words in STATES.values()} | set(navigation.MENUS)
    for template in ROOT.rglob("templates/**/*.html"):
        wanted |= set(re.findall(r'\{% translate "([^"]+)"', template.read_text(encoding="utf-8")))
    assert sorted(wanted - read(PO.read_text(encoding="utf-8")).keys()) == []


def test_no_words_stay_no_words() -> None:
    with translation.override("en"):
        assert said("") == ""
        assert said("Lò Thị Ân") == "Lò Thị Ân"


@pytest.mark.django_db
def test_the_choice_is_kept_and_the_browser_is_not_asked(
    client_for: Browser, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worklist, "_sources", {})  # a day on which nothing waits
    browser = client_for(alice)
    page = browser.get("/", headers={"accept-language": "en-US"}).content.decode()
    assert '<html lang="vi"' in page
    assert "Điều hướng chính" in page
    answer = browser.post(reverse("foundation:display"), {COOKIE: "en", "tiep": "/"})
    assert answer.status_code == 302
    english = browser.get("/").content.decode()
    assert '<html lang="en"' in english
    for words in ("My day", "Tasks", "Main navigation", "Sign out", "Nothing is waiting for you", "Hello Ân, today is"):
        assert words in english, words
    tasks = browser.get(reverse("directives:task_list")).content.decode()
    assert 'tabindex="-1" lang="vi"' in tasks, "the work itself is in Vietnamese and says so"
    browser.post(reverse("foundation:display"), {COOKIE: "xx"})
    assert browser.cookies[COOKIE].value == "en", "a language we do not have is not taken"
    browser.post(reverse("foundation:display"), {COOKIE: "vi"})
    assert "Việc của tôi" in browser.get("/").content.decode()


@pytest.mark.django_db
def test_sign_in_speaks_english_too() -> None:
    browser = Client()
    browser.cookies[COOKIE] = "en"
    page = browser.get(reverse("account_login")).content.decode()
    for words in ("Sign in", "User name", "Password"):
        assert words in page, words


@pytest.mark.django_db
def test_days_and_numbers_mean_the_same_in_english(client_for: Browser, bao: Person) -> None:
    from chungtay.directives.forms.tasks import ExtensionForm

    with translation.override("en"):
        form = ExtensionForm({"due_on": "05/03/2027", "reason": "x"})
        assert form.is_valid()
        assert form.cleaned_data["due_on"].isoformat() == "2027-03-05"
    assert {code for code, _ in settings.LANGUAGES} == {"vi", "en"}
