"""Puts kept data back into the form it was typed into, on the page as the server made it: works for every form,
with JavaScript off."""

from __future__ import annotations

from urllib.parse import urlsplit

from lxml import html
from lxml.html import FormElement, HtmlElement

_HIDDEN = {"hidden", "submit", "button", "reset", "image", "file", "password"}


def refill(page: bytes, page_path: str, action: str, data: dict[str, list[str]], told: str) -> bytes | None:
    """The page with its form for `action` filled from `data`, and `told` above it; None without such a form."""
    document = html.document_fromstring(page.decode("utf-8"))
    forms = [form for form in document.forms if _action(form, page_path) == action and _is_post(form)]
    if not forms:
        return None
    form = max(forms, key=lambda candidate: _likeness(candidate, data))
    for field in form.iter("input", "textarea", "select"):
        if field.get("name") in data:
            _fill(field, data[field.get("name")])
    note = html.Element("p", {"class": "notice notice-kept", "role": "status"})
    note.text = told
    form.insert(0, note)
    return bytes(html.tostring(document, encoding="utf-8", doctype="<!DOCTYPE html>"))


def _action(form: FormElement, page_path: str) -> str:
    target = form.get("action") or form.get("hx-post") or page_path
    return urlsplit(target).path or page_path


def _is_post(form: FormElement) -> bool:
    return "hx-post" in form.attrib or (form.get("method") or "").lower() == "post"


def _likeness(form: FormElement, data: dict[str, list[str]]) -> int:
    """Which of several forms with one address it was: names in common, and twice for an equal hidden value."""
    points = 0
    for field in form.iter("input", "textarea", "select"):
        name = field.get("name")
        if name in data:
            points += 1 + 2 * (field.get("type") == "hidden" and field.get("value") in data[name])
    return points


def _fill(field: HtmlElement, values: list[str]) -> None:
    kind = (field.get("type") or "").lower()
    if field.tag == "textarea":
        field.text = "\n" + (values[0] if values else "")  # the first line break of a textarea is not part of it
    elif field.tag == "select":
        for option in field.iter("option"):
            _mark(option, "selected", (option.get("value") if "value" in option.attrib else option.text) in values)
    elif kind in {"checkbox", "radio"}:
        _mark(field, "checked", field.get("value", "on") in values)
    elif kind not in _HIDDEN and values:
        field.set("value", values[0])


def _mark(element: HtmlElement, attribute: str, on: bool) -> None:
    if on:
        element.set(attribute, attribute)
    else:
        element.attrib.pop(attribute, None)
