"""What changed from one version of a form to the next, in words."""

from __future__ import annotations

from dataclasses import dataclass, fields

from chungtay.law.forms.version import Field, FormVersion

_WORDS = {
    "label": "tên", "type": "loại", "confidence": "độ chắc chắn", "required": "bắt buộc", "when": "điều kiện hiện",
    "choices": "giá trị", "columns": "cột", "help": "hướng dẫn", "prints": "in ra", "ref": "điền sẵn", "compute": "cách tính",
    "part": "phần của thang đo", "least": "nhỏ nhất", "most": "lớn nhất", "longest": "độ dài", "must": "điều kiện hoàn thành",
    "kept": "nơi giữ", "fill": "điền sẵn",
}  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """`kind`: added, removed or changed; `label` names the question, `what` says which of its sides changed."""

    kind: str
    key: str
    label: str
    what: str = ""


def differences(old: FormVersion, new: FormVersion) -> list[Difference]:
    """Questions that came, went or changed, in the order of the new version; the gone ones last."""
    found = []
    for key, one in new.fields.items():
        before = old.fields.get(key)
        if before is None:
            found.append(Difference("added", key, one.label))
        elif sides := _changed(before, one):
            found.append(Difference("changed", key, one.label, ", ".join(sides)))
    found += [Difference("removed", key, one.label) for key, one in old.fields.items() if key not in new.fields]
    return found


def _changed(old: Field, new: Field) -> list[str]:
    return [
        _WORDS[one.name]
        for one in fields(Field)
        if one.name in _WORDS and getattr(old, one.name) != getattr(new, one.name)
    ]
