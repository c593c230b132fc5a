"""Icons: one set (Lucide, from its Python package), drawn inline so that they need no request and follow the ink."""

from __future__ import annotations

import functools
from importlib.resources import files
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

from django.utils.safestring import SafeString, mark_safe
from lucide import IconDoesNotExist


@functools.cache
def svg(name: str) -> SafeString:
    """The icon as inline SVG, hidden from assistive technology. Raises IconDoesNotExist for a name Lucide has not."""
    try:
        source = ElementTree.fromstring(_set().read(f"{name}.svg"))
    except KeyError as error:
        raise IconDoesNotExist(f"The icon {name!r} does not exist.") from error
    for node in source.iter():
        node.tag = node.tag.removeprefix("{http://www.w3.org/2000/svg}")
    shapes = "".join(ElementTree.tostring(shape, encoding="unicode") for shape in source)
    # The content comes from the installed package alone, never from a person.
    return mark_safe(f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{shapes}</svg>')


@functools.cache
def _set() -> ZipFile:
    """The package's file, opened once: its list of 1,700 names is longer to read than an icon to draw."""
    return ZipFile(BytesIO(files("lucide").joinpath("lucide.zip").read_bytes()))
