"""Form components: one column, label above, help under, errors in words. Registered through `components`."""

from __future__ import annotations

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from chungtay.foundation.icons import svg
from chungtay.foundation.language import said

register = template.Library()


@register.simple_tag
def form_errors(form: Any, sentence: str = "") -> SafeString:
    """What is missing or wrong, on top of a form, each line leading to its field. `sentence`: a service's refusal."""
    lines: list[tuple[str, str]] = [("", sentence)] if sentence else []
    if form is not None:
        lines += [("", str(error)) for error in form.non_field_errors()]
        for bound in form:
            target = "" if bound.is_hidden else bound.auto_id or ""
            lines += [(target, f"{bound.label}: {error}" if bound.label else str(error)) for error in bound.errors]
    if not lines:
        return SafeString()
    items = [
        format_html('<li><a href="#{}">{}</a></li>', target, words) if target else format_html("<li>{}</li>", words)
        for target, words in lines
    ]
    inner = format_html_join("", "{}", ((item,) for item in items))
    return format_html(
        '<div class="error-summary" role="alert" tabindex="-1">{}<div>'
        "<h2>{}</h2><ul>{}</ul><p>{}</p></div></div>",
        svg("triangle-alert"), said("Chưa gửi được, còn %(count)s chỗ cần xem lại") % {"count": len(lines)}, inner,
        said("Những gì anh/chị đã nhập vẫn còn nguyên."),
    )  # fmt: skip


@register.inclusion_tag("foundation/components/field.html")
def field(bound: BoundField, *, optional: bool = True, counter: bool = False, label: str = "") -> dict[str, Any]:
    """A field of a form. `optional` marks what need not be answered; `counter` shows the characters left."""
    widget = bound.field.widget
    group = bool(getattr(bound, "use_fieldset", False)) or isinstance(
        widget, forms.RadioSelect | forms.CheckboxSelectMultiple
    )
    return {
        "bound": bound,
        "label": said(label or bound.label or ""),
        "group": group,
        "single_check": isinstance(widget, forms.CheckboxInput),
        "unmarked": bound.field.required or not optional,
        "limit": widget.attrs.get("maxlength", "") if counter else "",
    }


@register.inclusion_tag("foundation/components/fields.html")
def fields(form: forms.BaseForm, *, optional: bool = True) -> dict[str, Any]:
    """All fields of a form in their order, the hidden ones too."""
    return {"form": form, "optional": optional}


@register.simple_block_tag
def filters(content: SafeString, *, label: str = "Lọc", open: bool = False, action: str = "") -> SafeString:
    """A form that narrows a list by GET; folded on a phone. The button is inside."""
    state = SafeString(" open") if open else ""
    return format_html(
        '<details class="filters"{}><summary>{}<span>{}</span></summary>'
        '<form method="get" action="{}" role="search" aria-label="{}">'
        '{}<button class="button button-plain" type="submit"><span>{}</span></button></form></details>',
        state, svg("list-filter"), said(label), action, said(label), content, said("Áp dụng"),
    )  # fmt: skip
