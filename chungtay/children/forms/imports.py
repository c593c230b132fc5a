"""What the pages of an import ask: the file, what each column is, one row, what becomes of rows already known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from chungtay.children.forms.inputs import ActForm
from chungtay.children.sheets.fields import FIELDS, label
from chungtay.foundation.fields import set_choices

_FILE = forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.csv"})
MEANINGS = [("", "– Không lấy cột này –")] + [
    (group, [(one.key, one.label) for one in FIELDS if one.group == group])
    for group in dict.fromkeys(one.group for one in FIELDS)
]
_NO_FILE = {
    "required": "Hãy chọn tệp.",
    "empty": "Tệp này trống, không có dòng nào. Hãy mở lại bằng Excel, lưu rồi chọn lại tệp.",
}
_LONG = frozenset({"note", "address"})


class ListForm(forms.Form):
    file = forms.FileField(
        label="Tệp danh sách",
        help_text="Excel (.xlsx, .xlsm, .xls) hoặc .csv, tối đa 200.000 dòng.",
        widget=_FILE,
        error_messages=_NO_FILE,
    )
    again = forms.BooleanField(label="Nhập lại dù tệp này đã nhập trước đây", required=False)


class CorrectionsForm(forms.Form):
    file = forms.FileField(
        label="Tệp lỗi đã sửa",
        help_text="Đúng tệp đã tải từ đây, sửa trong các cột bên phải.",
        widget=_FILE,
        error_messages=_NO_FILE,
    )


class ColumnsForm(forms.Form):
    """One choice for each column of the sheet."""

    def __init__(
        self, *args: Any, columns: Sequence[Mapping[str, Any]], chosen: Mapping[str, str], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.columns = columns
        for column in columns:
            index = str(column["index"])
            self.fields[f"column{index}"] = forms.ChoiceField(
                label=f"Cột “{column['heading']}” là", choices=MEANINGS, required=False, initial=chosen.get(index, "")
            )

    def mapping(self) -> dict[int, str]:
        return {int(column["index"]): self.cleaned_data[f"column{column['index']}"] for column in self.columns}

    def lines(self) -> list[tuple[Mapping[str, Any], forms.BoundField]]:
        return [(column, self[f"column{column['index']}"]) for column in self.columns]


class PlaceForm(forms.Form):
    """Where the header is when the reader was wrong."""

    sheet = forms.TypedChoiceField(label="Trang tính", coerce=int)
    first = forms.IntegerField(label="Dòng tiêu đề đầu tiên", min_value=1, max_value=60, required=False)
    last = forms.IntegerField(label="Dòng tiêu đề cuối", min_value=1, max_value=60, required=False)

    def __init__(self, *args: Any, sheets: Sequence[Mapping[str, Any]], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(place, one["name"] + (" (đang ẩn)" if one["hidden"] else "")) for place, one in enumerate(sheets)]
        set_choices(self, "sheet", choices)


class RowForm(forms.Form):
    """One row as its cells are written; faults stand beside their cells."""

    def __init__(self, *args: Any, keys: Sequence[str], **options: Any) -> None:
        super().__init__(*args, **options)
        for key in keys:
            widget = (
                forms.Textarea(attrs={"rows": 2}) if key in _LONG else forms.TextInput(attrs={"autocomplete": "off"})
            )
            self.fields[key] = forms.CharField(label=label(key), required=False, max_length=2000, widget=widget)

    def tell(self, faults: Sequence[Mapping[str, str]]) -> list[str]:
        """Puts each fault beside its cell; those without a cell here are handed back."""
        for one in faults:
            if one["column"] in self.fields:
                self.fields[one["column"]].help_text = one["sentence"].partition(": ")[2]
        return [one["sentence"] for one in faults if one["column"] not in self.fields]


class ApplyForm(ActForm):
    """Only the act: a second click is the first."""
