"""What one cell means beside another: sex and number, mother and child, hamlet and commune."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from chungtay.children.sheets import values
from chungtay.children.sheets.faults import Fault, fault
from chungtay.children.sheets.values import DITTO, NOTHING, Read, ReadCell
from chungtay.children.sheets.vocabulary import Vocabulary, commune_key, hamlet_key
from chungtay.children.sheets.xlsx import Cell
from chungtay.foundation.vietnamese import fold

YOUNGEST_PARENT = 12  # years between parent and child below which one of the two dates is wrong
CHILD_UNTIL = 16  # Law on Children 2016, art. 1
_SEX_WORDS = {"male": "nam", "female": "nữ"}
_SPLIT = re.compile(r"[;,/+\n]| và (?=[a-zđ]\d)")


def ethnicity(words: Vocabulary) -> ReadCell:
    def read(raw: Cell) -> Read:
        text = values.text_of(raw)
        if values.is_ditto(text):
            return DITTO
        if not text or values.is_nothing(text):
            return NOTHING
        codes = words.ethnicities.codes_of(text)
        if len(codes) == 1:
            return codes[0], "", None
        return "", ("ethnicity_several" if codes else "ethnicity_unknown"), None

    return read


def coded(table: Mapping[str, str], unknown: str) -> ReadCell:
    def read(raw: Cell) -> Read:
        text = values.text_of(raw)
        if values.is_ditto(text):
            return DITTO
        if not text or values.is_nothing(text):
            return NOTHING
        folded = fold(text)
        return (table[folded], "", None) if folded in table else ("", unknown, None)

    return read


def hamlet(words: Vocabulary) -> ReadCell:
    def read(raw: Cell) -> Read:
        text = values.text_of(raw)
        if values.is_ditto(text):
            return DITTO
        if not text or values.is_nothing(text):
            return NOTHING
        if not words.hamlets:
            return text[:120], "", None
        known = words.hamlets.get(hamlet_key(text))
        return (known, "", None) if known else (text[:120], "hamlet_unknown", None)

    return read


def commune(words: Vocabulary) -> ReadCell:
    def read(raw: Cell) -> Read:
        text = values.text_of(raw)
        if values.is_ditto(text):
            return DITTO
        if not text or values.is_nothing(text):
            return NOTHING
        if words.communes and commune_key(text) not in words.communes:
            return text[:120], "other_commune", None
        return text[:120], "", None

    return read


def circumstances(table: Mapping[str, str]) -> ReadCell:
    """Codes separated by spaces. The whole text is looked up first: official names hold commas."""

    def look(text: str) -> str | None:
        lower = text.lower().strip(" .()")
        if lower in table:
            return table[lower]
        folded = fold(text)
        for words in (
            folded,
            folded.removeprefix("tre em "),
            folded.removeprefix("tre "),
            folded.removeprefix("nhom "),
        ):
            if words in table:
                return table[words]
        found = _LEADING.match(lower)  # “a1: không có người chăm sóc”
        return table.get(found[1].replace(".", "")) if found else None

    def read(raw: Cell) -> Read:
        text = values.text_of(raw)
        if not text or values.is_nothing(text):
            return NOTHING
        whole = look(text)
        if whole is not None:
            return whole, "", None
        mark = values.yes_no(text)
        if mark:
            return ("", "", None) if mark == "no" else ("", "circumstance_which", None)
        parts = [part for part in _SPLIT.split(text) if part.strip()]
        codes = [look(part) for part in parts]
        if len(parts) < 2 or any(code is None for code in codes):
            return "", "circumstance_unknown", None
        return " ".join(dict.fromkeys(code for code in codes if code)), "", None

    return read


_LEADING = re.compile(r"^([a-zđ]{1,2}\.?\d{0,2})\s*[:.\-–)]\s*\S")


class Cross:
    """Called once for each child, after its cells were read: brings columns together and holds them against each other."""

    def __init__(self, words: Vocabulary, keys: set[str]) -> None:
        self._words = words
        self._today = words.today.isoformat()
        self._limit = _years_before(words.today, CHILD_UNTIL).isoformat()
        self._known_hamlets = frozenset(words.hamlets.values())
        self._date = values.date_reader(words.today)
        self._apart = "birth_year" in keys
        self._marked = bool({"male", "female"} & keys)
        self._only_female = "female" in keys and not {"male", "sex"} & keys
        self._only_male = "male" in keys and not {"female", "sex"} & keys
        self._named_apart = bool({"given_name", "family_name"} & keys) and "full_name" not in keys

    def other(self, code: str, text: str, value: str) -> str:
        """What a sentence about one cell quotes beside the cell."""
        if code == "number_length":
            return str(sum(letter.isdigit() for letter in text))
        if code == "number_padded":
            return value
        if code == "birth_us_order":
            return f"{value[8:10]}/{value[5:7]}/{value[:4]}"
        if code == "ethnicity_several":
            return ", ".join(self._words.ethnicities.names[one] for one in self._words.ethnicities.codes_of(text))
        return ""

    def hamlet_named(self, text: str) -> str:
        return self._words.hamlets.get(hamlet_key(text), text)

    def __call__(self, found: dict[str, Any], faults: list[Fault], written: dict[str, str]) -> None:
        codes = {one.column for one in faults} if faults else frozenset()
        if self._named_apart:
            name = " ".join(part for part in (found.pop("family_name", ""), found.pop("given_name", "")) if part)
            if name:
                found["full_name"] = name
        if self._apart and "birth_date" not in found:
            self._join_date(found, faults)
        if self._marked:
            self._sex_columns(found, faults, codes)
        self._name(found, faults, codes)
        self._birth(found, faults, codes, written)
        if "personal_number" in found or "sex" not in found:
            self._number(found, faults, codes, written)
        if "poor" in found or "near_poor" in found:
            self._poverty(found, faults)
        if "mother_birth" in found or "father_birth" in found:
            self._parents(found, faults, written)
        if "remarks" in found:
            self._remarks(found)
        if self._words.hamlets:
            self._hamlet(found, faults, codes)

    def _name(self, found: dict[str, Any], faults: list[Fault], codes: Any) -> None:
        name = found.get("full_name")
        if not name:
            if "full_name" not in codes and "given_name" not in codes and "family_name" not in codes:
                faults.append(fault("name_missing", "full_name"))
        elif " " not in name and "full_name" not in codes:
            faults.append(fault("name_short", "full_name", name))

    def _join_date(self, found: dict[str, Any], faults: list[Fault]) -> None:
        day, month, year = (found.pop(key, "") for key in ("birth_day", "birth_month", "birth_year"))
        if not year:
            return
        text = f"{int(day or 0):02d}/{int(month or 0):02d}/{year}"
        value, code, _ = self._date(text)
        if value:
            found["birth_date"] = value
        if code:
            faults.append(fault(code, "birth_date", text, self.other(code, text, value)))

    def _sex_columns(self, found: dict[str, Any], faults: list[Fault], codes: Any) -> None:
        male, female = found.pop("male", ""), found.pop("female", "")
        if male and female:
            faults.append(fault("sex_both", "sex"))
            written = male if len(male) > 1 else female
        else:
            written = male or female
            if "male" in codes or "female" in codes:
                found.setdefault("sex", "male" if "male" in codes else "female")
            elif written:
                found["sex"] = "male" if male else "female"
            elif self._only_female:
                found["sex"] = "male"
            elif self._only_male:
                found["sex"] = "female"
        if len(written) > 1 and "birth_date" not in found:
            found["birth_date"] = written

    def _birth(self, found: dict[str, Any], faults: list[Fault], codes: Any, written: dict[str, str]) -> None:
        birth = found.get("birth_date")
        if not birth:
            if not codes & _BIRTH_COLUMNS and not any(one.column == "birth_date" for one in faults):
                faults.append(fault("birth_missing", "birth_date"))
            return
        if birth > self._today[: len(birth)]:
            faults.append(fault("birth_future", "birth_date", shown(birth)))
            written.setdefault("birth_date", shown(birth))
        elif birth + "-12-31"[len(birth) - 4 :] <= self._limit:
            faults.append(fault("not_a_child", "birth_date", shown(birth)))
            written.setdefault("birth_date", shown(birth))

    def _number(self, found: dict[str, Any], faults: list[Fault], codes: Any, written: dict[str, str]) -> None:
        number, sex = found.get("personal_number", ""), found.get("sex", "")
        if "personal_number" in codes and {"number_province", "number_made_up"} & {one.code for one in faults}:
            number = ""
        if not number:
            if not sex and not codes & _SEX_COLUMNS and not any(one.column == "sex" for one in faults):
                faults.append(fault("sex_missing", "sex"))
            return
        mark = ord(number[3]) - 48
        told = "female" if mark & 1 else "male"
        if not sex:
            if not codes & _SEX_COLUMNS and not any(one.column == "sex" for one in faults):
                found["sex"] = told
                faults.append(fault("sex_from_number", "sex", "", _SEX_WORDS[told]))
        elif told != sex:
            faults.append(fault("number_sex", "personal_number", number, _SEX_WORDS[told]))
            written.setdefault("personal_number", number)
        year = 1900 + 100 * (mark >> 1) + int(number[4:6])
        birth = found.get("birth_date")
        if birth and int(birth[:4]) != year:
            faults.append(fault("number_year", "personal_number", number, year))
            written.setdefault("personal_number", number)

    def _poverty(self, found: dict[str, Any], faults: list[Fault]) -> None:
        poor, near = found.pop("poor", ""), found.pop("near_poor", "")
        if poor == "yes" and near == "yes":
            faults.append(fault("poverty_both", "poverty"))
        elif poor == "yes":
            found["poverty"] = "poor"
        elif near == "yes":
            found["poverty"] = "near_poor"
        elif "poverty" not in found:
            found["poverty"] = "other"

    def _parents(self, found: dict[str, Any], faults: list[Fault], written: dict[str, str]) -> None:
        birth = found.get("birth_date", "")
        for key, who in (("father_birth", "Cha"), ("mother_birth", "Mẹ")):
            parent = found.get(key, "")
            if parent and birth:
                age = int(birth[:4]) - int(parent[:4])
                if age < YOUNGEST_PARENT:
                    told = f"{who} sinh năm {parent[:4]}, con sinh năm {birth[:4]}."
                    faults.append(fault("parent_age", key, parent, told))
                    written.setdefault(key, shown(parent))

    @staticmethod
    def _remarks(found: dict[str, Any]) -> None:
        labels = {"father_name": "Cha", "mother_name": "Mẹ", "carer_name": "Người nuôi dưỡng"}
        told = [f"{labels.get(key, 'Ghi thêm')}: {text}" for key, text in found.pop("remarks")]
        found["note"] = "; ".join([*([found["note"]] if found.get("note") else []), *told])[:2000]

    def _hamlet(self, found: dict[str, Any], faults: list[Fault], codes: Any) -> None:
        name = found.get("hamlet")
        if not name:
            if "hamlet" not in codes:
                faults.append(fault("hamlet_missing", "hamlet"))
        elif name not in self._known_hamlets and "hamlet" not in codes and hamlet_key(name) not in self._words.hamlets:
            faults.append(fault("hamlet_unknown", "hamlet", name))


_BIRTH_COLUMNS = frozenset({"birth_date", "birth_day", "birth_month", "birth_year", "male", "female"})
_SEX_COLUMNS = frozenset({"sex", "male", "female"})


def _years_before(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


def shown(birth: str) -> str:
    """2018-03-15 → 15/03/2018, 2018-03 → 03/2018."""
    return "/".join(reversed(birth.split("-")))
