"""Forms of tasks: they only validate; services decide."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django import forms

from chungtay.directives import recurrence
from chungtay.directives.models import Rhythm, Task
from chungtay.foundation.fields import DayField, set_choices


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", ManyFiles())
        options.setdefault("allow_empty_file", True)  # the service names the file that is empty
        super().__init__(**options)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        one = super().clean
        return (
            [one(file, initial) for file in data if file]
            if isinstance(data, (list, tuple))
            else [one(data, initial)]
            if data
            else []
        )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Lý do",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Hãy ghi lý do."},
    )


class NoteForm(forms.Form):
    note = forms.CharField(label="Lời nhắc", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class ProgressForm(forms.Form):
    note = forms.CharField(
        label="Đã làm được gì",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Hãy ghi vắn tắt việc đã làm."},
    )
    progress = forms.IntegerField(
        label="Tiến độ (%)", min_value=0, max_value=100, error_messages={"required": "Hãy ghi tiến độ từ 0 đến 100."}
    )
    evidence = FilesField(label="Minh chứng", required=False, help_text="Ảnh, Word, Excel, PDF. Có thể chọn nhiều tệp.")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("auto_id", "tien-do-%s")  # it stands beside the form of completion on one page
        super().__init__(*args, **options)


class DoneForm(forms.Form):
    note = forms.CharField(
        label="Kết quả đạt được",
        max_length=10000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Hãy ghi vắn tắt kết quả đã đạt."},
    )
    evidence = FilesField(label="Minh chứng", required=False, help_text="Ảnh, Word, Excel, PDF. Có thể chọn nhiều tệp.")


class ExtensionForm(forms.Form):
    due_on = DayField(label="Xin gia hạn đến ngày")
    reason = forms.CharField(
        label="Lý do",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Hãy ghi lý do xin gia hạn."},
    )


class ExtensionAnswerForm(forms.Form):
    due_on = DayField(label="Đồng ý đến ngày (nếu khác ngày xin)", required=False)
    answer = forms.CharField(label="Ý kiến", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class ForwardForm(forms.Form):
    to = forms.TypedChoiceField(label="Chuyển đến cơ quan", coerce=int)
    reason = forms.CharField(
        label="Lý do",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Hãy ghi lý do."},
    )

    def __init__(self, *args: Any, agencies: Iterable[tuple[int, str]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        set_choices(self, "to", [("", "– Chọn cơ quan –"), *agencies])


class ChangeForm(forms.Form):
    title = forms.CharField(label="Nhiệm vụ", max_length=300)
    what = forms.CharField(label="Nội dung", required=False, widget=forms.Textarea(attrs={"rows": 5}))
    result = forms.CharField(label="Kết quả cần đạt", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    due_on = DayField(label="Hạn hoàn thành", required=False)
    reason = forms.CharField(
        label="Lý do điều chỉnh",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Hãy ghi lý do điều chỉnh."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class RecurrenceField(forms.ChoiceField):
    """How often a recurring task comes back; asked only for those."""

    def __init__(self) -> None:
        super().__init__(
            label="Lặp lại",
            required=False,
            choices=[("", "– Chọn khi làm định kỳ –"), *recurrence.WORDS.items()],
            help_text="Hết hạn mỗi kỳ, hệ thống tự giao kỳ tiếp theo. Muốn dừng: thu hồi nhiệm vụ của kỳ đang làm.",
        )


def clean_recurrence(form: forms.BaseForm, data: dict[str, Any]) -> None:
    """Recurring work says how often; other work forgets what was chosen there."""
    if data.get("rhythm") != Rhythm.RECURRING:
        data["recurrence"] = ""
    elif not data.get("recurrence") and "recurrence" not in form.errors:
        form.add_error("recurrence", "Hãy chọn bao lâu làm một lần.")


class GiveForm(forms.Form):
    """One task to many: the five things that must be clear, and who gets it."""

    # Drawn once with the page: however often the form is sent, it is one act.
    act = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)
    title = forms.CharField(
        label="Nhiệm vụ (rõ việc)",
        max_length=300,
        help_text="Bắt đầu bằng động từ, ví dụ: Rà soát, cập nhật sổ theo dõi trẻ em.",
    )
    what = forms.CharField(label="Nội dung cụ thể", required=False, widget=forms.Textarea(attrs={"rows": 4}))
    result = forms.CharField(
        label="Kết quả cần đạt (rõ kết quả)",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Hãy ghi kết quả cần đạt."},
    )
    evidence_asked = forms.CharField(
        label="Minh chứng cần gửi", required=False, max_length=300, help_text="Để trống nếu không cần tệp đính kèm."
    )
    rhythm = forms.ChoiceField(label="Cách làm", choices=Rhythm.choices, initial=Rhythm.ONCE)
    recurrence = RecurrenceField()
    due_on = DayField(label="Hạn hoàn thành (rõ thời gian)", required=False)
    responsible = forms.CharField(
        label="Người chịu trách nhiệm (rõ trách nhiệm)", max_length=200, initial="Người đứng đầu cơ quan chủ trì"
    )
    weight = forms.IntegerField(
        label="Trọng số", min_value=1, max_value=100, initial=1, help_text="1 là thường; việc lớn hơn ghi số lớn hơn."
    )
    groups = forms.MultipleChoiceField(label="Giao cho cả nhóm", required=False, widget=forms.CheckboxSelectMultiple)
    leads = forms.TypedMultipleChoiceField(
        label="Hoặc chọn từng cơ quan", required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    cooperating = forms.TypedMultipleChoiceField(
        label="Cơ quan phối hợp", required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    monitoring = forms.TypedMultipleChoiceField(
        label="Cơ quan theo dõi, đôn đốc", required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, groups: list[Any], today: dt.date, parent: Task | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        if parent is not None and parent.rhythm == Rhythm.RECURRING:  # each time is broken down anew
            set_choices(self, "rhythm", [one for one in Rhythm.choices if one[0] != Rhythm.RECURRING])
        self.target_groups = groups
        self.today = today
        every = {agency.pk: agency.name for group in groups for agency in group.agencies}
        beside = [(agency.pk, agency.name) for group in groups if group.key == "beside" for agency in group.agencies]
        set_choices(self, "groups", [(group.key, group.label) for group in groups])
        set_choices(self, "leads", list(every.items()))
        for name in ("cooperating", "monitoring"):
            set_choices(self, name, beside)

    def lead_ids(self) -> tuple[int, ...]:
        """All members of the chosen groups and the single agencies, each once."""
        chosen = set(self.cleaned_data["groups"])
        ids = {agency.pk for group in self.target_groups if group.key in chosen for agency in group.agencies}
        return tuple(sorted(ids | set(self.cleaned_data["leads"])))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        clean_recurrence(self, data)
        if not self.errors and not self.lead_ids():
            self.add_error("leads", "Hãy chọn ít nhất một nhóm hoặc một cơ quan nhận việc.")
        if not data.get("due_on") and data.get("rhythm") != Rhythm.STANDING and "due_on" not in self.errors:
            self.add_error("due_on", "Hãy ghi hạn, hoặc chọn cách làm “Thường xuyên”.")
        return data
