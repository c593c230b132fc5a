"""Icons: one set (Lucide, from its Python package), drawn inline so that they need no request and follow the ink."""

from __future__ import annotations

import functools
from xml.etree import ElementTree

import lucide
from django.utils.safestring import SafeString, mark_safe


@functools.cache
def svg(name: str) -> SafeString:
    """The icon as inline SVG, hidden from assistive technology. Raises IconDoesNotExist for a name Lucide has not."""
    source = ElementTree.fromstring(lucide._render_icon(name, None))
    shapes = "".join(ElementTree.tostring(shape, encoding="unicode") for shape in source)
    # The content comes from the installed package alone, never from a person.
    return mark_safe(f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{shapes}</svg>')
