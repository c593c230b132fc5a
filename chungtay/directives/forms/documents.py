"""What a person types about documents. Forms only validate; the rules are in the services."""

from __future__ import annotations

from typing import Any

from django import forms

from chungtay.directives.codes import kind_words, kinds, topic_choices
from chungtay.directives.forms.tasks import RecurrenceField, clean_recurrence
from chungtay.directives.models import Document, DocumentLink, Rhythm, TaskProposal

_DAY = {"placeholder": "ngày/tháng/năm", "inputmode": "numeric", "autocomplete": "off"}


def _day(label: str, *, required: bool = False, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label, required=required, help_text=help_text, localize=True, widget=forms.DateInput(attrs=_DAY),
        error_messages={"invalid": "Ngày này không có thật hoặc chưa đúng cách ghi. Hãy ghi như 15/11/2026."},
    )  # fmt: skip


class Lines(forms.CharField):
    """One name in each line ↔ a list."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        return list(dict.fromkeys(line.strip(" ;,-") for line in text.splitlines() if line.strip(" ;,-")))


class IntakeForm(forms.Form):
    file = forms.FileField(
        label="Tệp văn bản", required=False, allow_empty_file=True,  # the service names the file that is empty
        help_text="Word (.docx), PDF, .txt, .html hoặc ảnh chụp (.png, .jpg).",
        widget=forms.ClearableFileInput(attrs={"accept": ".docx,.pdf,.txt,.html,.htm,.png,.jpg,.jpeg"}),
    )  # fmt: skip
    text = forms.CharField(
        label="Hoặc dán nội dung văn bản", required=False, strip=False, widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Chép toàn bộ văn bản từ hộp thư hoặc trang tin rồi dán vào đây.",
    )  # fmt: skip


class HeaderForm(forms.ModelForm[Document]):
    issued_on = _day("Ngày ban hành")
    kind = forms.ChoiceField(label="Loại văn bản", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Document
        fields = ["kind", "number", "issued_on", "issuer", "subject", "about_year"]
        widgets = {"subject": forms.Textarea(attrs={"rows": 3})}

    field_order = ["kind", "number", "issued_on", "issuer", "subject", "about_year", "version"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = dict(kinds())
        if self.instance.kind:
            known.setdefault(self.instance.kind, kind_words(self.instance.kind))
        choice = self.fields["kind"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", "Chưa rõ"), *known.items()]

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def _post_clean(self) -> None:
        """The instance is left as it is: only the service changes it."""


class ProposalForm(forms.ModelForm[TaskProposal]):
    """One proposed task. Agencies stay as names; which agencies they are is shown beside and chosen on its own page."""

    title = forms.CharField(label="Tên nhiệm vụ", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    text = forms.CharField(label="Nội dung", strip=False, widget=forms.Textarea(attrs={"rows": 6}), required=False)
    lead = Lines(
        label="Cơ quan chủ trì", required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Mỗi cơ quan một dòng, ghi như trong văn bản, ví dụ “UBND các xã, phường”.",
    )  # fmt: skip
    cooperating = Lines(label="Cơ quan phối hợp", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    deadline = _day("Hạn hoàn thành")
    rhythm = forms.ChoiceField(label="Cách làm", choices=Rhythm.choices)
    recurrence = RecurrenceField()
    result = forms.CharField(
        label="Kết quả cần đạt",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Sản phẩm hoặc con số phải có khi xong.",
    )
    evidence_asked = forms.CharField(label="Minh chứng cần gửi", required=False, max_length=300)
    responsible = forms.CharField(
        label="Người chịu trách nhiệm",
        required=False,
        max_length=200,
        help_text="Ví dụ: Chủ tịch UBND cấp xã; người đứng đầu cơ quan chủ trì.",
    )
    weight = forms.IntegerField(label="Trọng số", min_value=1, max_value=100, initial=1, required=False)
    topics = forms.MultipleChoiceField(
        label="Chủ đề", required=False, choices=topic_choices, widget=forms.CheckboxSelectMultiple
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = TaskProposal
        fields = [
            "title", "text", "lead", "cooperating", "deadline", "rhythm", "recurrence", "result", "evidence_asked", "responsible",
            "weight", "topics",
        ]  # fmt: skip

    field_order = [*Meta.fields, "version"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topics = self.fields["topics"]
        assert isinstance(topics, forms.MultipleChoiceField)
        known = dict(topic_choices())
        topics.choices = [*known.items(), *((code, code) for code in self.instance.topics or () if code not in known)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        clean_recurrence(self, data)
        return data

    def clean_text(self) -> str:
        """Browsers send line ends as CR LF; the source has LF, and positions count."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")

    def values(self) -> dict[str, Any]:
        found = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return {**found, "weight": found["weight"] or 1}

    def _post_clean(self) -> None:
        """The instance is left as it is: only the service changes it."""


class AddForm(ProposalForm):
    """A task the reader missed; `start` and `end` when it is a passage of the source."""

    start = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    end = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    field_order = [*ProposalForm.Meta.fields, "version", "start", "end"]


class LinkForm(forms.Form):
    number = forms.CharField(label="Số, ký hiệu văn bản liên quan", max_length=60)
    kind = forms.ChoiceField(label="Quan hệ", choices=DocumentLink.Kind.choices)
    issued_on = _day("Ngày ban hành")


class FillForm(forms.Form):
    """The same words for every accepted task that lacks them."""

    result = forms.CharField(
        label="Kết quả cần đạt",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Ví dụ: Báo cáo kết quả bằng văn bản kèm số liệu.",
    )
    responsible = forms.CharField(
        label="Người chịu trách nhiệm",
        required=False,
        max_length=200,
        initial="Người đứng đầu cơ quan chủ trì",
    )
    deadline = _day("Hạn hoàn thành")
    standing = forms.BooleanField(label="Không có hạn: nhiệm vụ thường xuyên", required=False)


class IssueForm(forms.Form):
    given_on = _day(
        "Ngày giao",
        required=True,
        help_text="Thường là hôm nay; với văn bản cũ có thể là ngày văn bản được giao thực tế.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Lý do", widget=forms.Textarea(attrs={"rows": 2}))


class EffectsForm(forms.Form):
    """What happens to each group of tasks of the earlier document: fields are made from the groups."""

    reason = forms.CharField(label="Ghi chú", required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, groups: list[Any], choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = groups
        for group in groups:
            self.fields[f"do-{group.key}"] = forms.ChoiceField(
                label="Cách xử lý", choices=choices, initial=group.do, widget=forms.RadioSelect
            )
            if any(code == "change" for code, _ in choices):
                self.fields[f"due-{group.key}"] = forms.CharField(
                    label="Hạn mới", required=False, initial=group.due_on, widget=forms.TextInput(attrs=_DAY)
                )
                self.fields[f"title-{group.key}"] = forms.CharField(
                    label="Tên nhiệm vụ mới", required=False, max_length=300, initial=group.new_title
                )
                self.fields[f"what-{group.key}"] = forms.CharField(
                    label="Nội dung mới",
                    required=False,
                    initial=group.new_what,
                    widget=forms.Textarea(attrs={"rows": 2}),
                )

    def rows(self) -> list[tuple[Any, list[forms.BoundField]]]:
        names = ("do", "due", "title", "what")
        return [
            (group, [self[f"{name}-{group.key}"] for name in names if f"{name}-{group.key}" in self.fields])
            for group in self.groups
        ]

    @property
    def total(self) -> int:
        return sum(group.count for group in self.groups)

    def plan(self) -> dict[str, dict[str, str]]:
        data = self.cleaned_data
        return {
            group.key: {
                "do": data[f"do-{group.key}"], "due_on": data.get(f"due-{group.key}", ""),
                "title": data.get(f"title-{group.key}", ""), "what": data.get(f"what-{group.key}", ""),
            }
            for group in self.groups
        }  # fmt: skip
