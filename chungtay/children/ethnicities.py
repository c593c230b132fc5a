"""Which of the 54 groups a typed word means. Pure: the list comes in as `law.queries.codelist_items("ethnicities")`.

People write the official name, one of many other names, or the code, with or without accents and hyphens. Some other names
belong to several groups (Thổ, Trại, Xá Lá Vàng): then nothing is guessed and all of them are handed back.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from chungtay.foundation.vietnamese import fold

FOREIGN = "nuoc_ngoai"
_LEAD = re.compile(r"^\s*(người\s+)?(dân\s+tộc|dt)\b\s*[.:]?\s*", re.IGNORECASE)
_BRACKETS = re.compile(r"^([^()]+)\(([^()]+)\)\s*$")


@dataclass(frozen=True)
class Ethnicities:
    """Codes by writing, with accents and without; the official name goes before the other names."""

    names: Mapping[str, str]
    _own: Mapping[str, tuple[str, ...]]
    _own_plain: Mapping[str, tuple[str, ...]]
    _other: Mapping[str, tuple[str, ...]]
    _other_plain: Mapping[str, tuple[str, ...]]

    def codes_of(self, text: str) -> tuple[str, ...]:
        """One code, several when the name belongs to several groups, none when it is not known or nothing was typed."""
        plain = _LEAD.sub("", text)
        found = self._look_up(plain)
        brackets = _BRACKETS.match(plain)
        if found or brackets is None:
            return found
        # “Mông (Hoa)”, “Cao Lan (Sán Chay)”: what both parts allow; else the outer one.
        outer, inner = (self._look_up(part) for part in brackets.groups())
        both = tuple(code for code in outer if code in inner)
        return both or outer or inner

    def code_of(self, text: str) -> str:
        """The code when there is exactly one, else empty."""
        codes = self.codes_of(text)
        return codes[0] if len(codes) == 1 else ""

    def _look_up(self, text: str) -> tuple[str, ...]:
        exact, plain = _exact(text), _plain(text)
        own, other = self._own_plain.get(plain, ()), self._other.get(exact, ())
        # Táy is another name of the Thái although tay is the Tày; typed without any accent, lao is rather Lào than La Hủ.
        middle = own or other if exact.isascii() else other or own
        return self._own.get(exact, ()) or middle or self._other_plain.get(plain, ())


def read(items: Iterable[Mapping[str, Any]]) -> Ethnicities:
    """From the items of the code list (code, name, other_names)."""
    own, own_plain, other, other_plain = (defaultdict[str, dict[str, None]](dict) for _ in range(4))
    names = {}
    for item in items:
        code, name = item["code"], item["name"]
        names[code] = name
        own[_exact(name)][code] = None
        own_plain[_plain(name)][code] = None
        own_plain[_plain(code)][code] = None
        for writing in item.get("other_names", []):
            other[_exact(writing)][code] = None
            other_plain[_plain(writing)][code] = None
    return Ethnicities(
        names, *({key: tuple(codes) for key, codes in step.items()} for step in (own, own_plain, other, other_plain))
    )


def _exact(text: str) -> str:
    """Lower case, composed, letters only, so that Ê-đê, Ê Đê and Êđê are one writing."""
    return "".join(letter for letter in unicodedata.normalize("NFC", text).casefold() if letter.isalnum())


def _plain(text: str) -> str:
    return fold(text).replace(" ", "")
