"""A key in a form or an address is written as it is; only numbers meant for people get their points."""

from __future__ import annotations

from django.template import Context, engines


def test_keys_are_not_written_as_numbers() -> None:
    template = engines["django"].engine.from_string('<input value="{{ key }}">{{ key|vn_number }}')  # type: ignore[attr-defined]
    assert template.render(Context({"key": 1143})) == '<input value="1143">1.143'
