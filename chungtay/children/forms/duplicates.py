"""What is decided about a pair. Only validates; the services decide."""

from __future__ import annotations

from typing import Any

from django import forms

from chungtay.children.dependents import TABLES
from chungtay.children.merge_fields import FIELDS
from chungtay.children.models import Pair
from chungtay.foundation.requests import whole_number


class _Words(forms.Form):
    def first_error(self) -> str:
        return next((str(words[0]) for words in self.errors.values()), "Hãy xem lại các lựa chọn.")


class SuspectForm(_Words):
    child = forms.IntegerField(min_value=1, max_value=2**62)
    other = forms.IntegerField(min_value=1, max_value=2**62)


class DecisionForm(_Words):
    state = forms.ChoiceField(
        choices=[(Pair.State.DIFFERENT, "Hai trẻ khác nhau"), (Pair.State.TWINS, "Sinh đôi hoặc anh chị em")],
        error_messages={"required": "Hãy chọn kết luận.", "invalid_choice": "Hãy chọn kết luận."},
    )
    reason = forms.CharField(max_length=300, required=False)
    fingerprint = forms.CharField(max_length=64, required=False)


class MergeForm(_Words):
    """`keep`: key of the record that stays; `take_<field>`: key of the record whose value survives."""

    reason = forms.CharField(max_length=300, required=False)
    fingerprint = forms.CharField(max_length=64, required=False)

    def __init__(self, *args: Any, pair: Pair, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        both = [(str(pair.first_id), ""), (str(pair.second_id), "")]
        wrong = "Hãy chọn hồ sơ được giữ lại."
        self.fields["keep"] = forms.TypedChoiceField(
            choices=both, coerce=int, error_messages={"required": wrong, "invalid_choice": wrong}
        )
        for name in FIELDS:
            self.fields[f"take_{name}"] = forms.TypedChoiceField(
                choices=both, coerce=int, required=False, empty_value=None
            )

    def taken(self) -> list[str]:
        """Fields whose value comes from the record that does not stay."""
        keep = self.cleaned_data["keep"]
        return [name for name in FIELDS if self.cleaned_data[f"take_{name}"] not in (None, keep)]


class UnmergeForm(_Words):
    state = forms.ChoiceField(
        choices=[
            (Pair.State.DIFFERENT, "Hai trẻ khác nhau"),
            (Pair.State.TWINS, "Sinh đôi hoặc anh chị em"),
            (Pair.State.OPEN, "Chưa kết luận, để xem lại"),
        ],
        error_messages={"required": "Hãy chọn kết luận về hai hồ sơ."},
    )
    reason = forms.CharField(max_length=300, required=True, error_messages={"required": "Hãy ghi lý do tách lại."})

    def rows(self) -> list[tuple[str, int]]:
        """What was added since and goes with the record split off: `give_row=facts:12`."""
        asked = self.data.getlist("give_row") if hasattr(self.data, "getlist") else []
        found = []
        for one in asked:
            table, _, key = str(one).partition(":")
            number = whole_number(key)
            if table in TABLES and number is not None:
                found.append((table, number))
        return found
