"""Typed readers of environment variables: a malformed value stops the start with a sentence."""

from __future__ import annotations

import os
from pathlib import Path


class MalformedSetting(SystemExit):
    """A setting that cannot be understood; the process ends before it serves anybody."""


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def boolean(name: str, default: bool) -> bool:
    value = text(name).lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise MalformedSetting(f"{name}={value!r}: write 1 or 0.")


def integer(name: str, default: int, *, low: int, high: int) -> int:
    value = text(name)
    if not value:
        return default
    try:
        number = int(value)
    except ValueError:
        raise MalformedSetting(f"{name}={value!r}: a whole number is needed.") from None
    if not low <= number <= high:
        raise MalformedSetting(f"{name}={number}: it must lie between {low} and {high}.")
    return number


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def folder(name: str, default: Path) -> Path:
    return Path(text(name) or default).expanduser().resolve()


def key_folders(default: Path, files: Path) -> tuple[Path, Path | None]:
    """Where the keys of sealed records lie (CHUNGTAY_KEYS) and where a second copy of each is kept (CHUNGTAY_KEYS_MIRROR)."""
    store = folder("CHUNGTAY_KEYS", default)
    mirror = folder("CHUNGTAY_KEYS_MIRROR", default) if text("CHUNGTAY_KEYS_MIRROR") else None
    for name, place in (("CHUNGTAY_KEYS", store), ("CHUNGTAY_KEYS_MIRROR", mirror)):
        if place is not None and (place.is_relative_to(files) or files.is_relative_to(place)):
            raise MalformedSetting(f"{name}={place}: keys must not lie with the uploaded files in {files}.")
    if mirror is not None and (mirror.is_relative_to(store) or store.is_relative_to(mirror)):
        raise MalformedSetting(
            f"CHUNGTAY_KEYS_MIRROR={mirror}: the second copy must lie elsewhere, best on another disk."
        )
    return store, mirror


def secret(name: str, file: Path) -> str:
    """The secret in the variable, else in `file`, which is made once with a random value."""
    given = text(name)
    if given:
        return given
    if not file.exists():
        import secrets

        file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as stream:
            stream.write(secrets.token_urlsafe(48))
    value = file.read_text().strip()
    if len(value) < 32:
        raise MalformedSetting(f"{name}: the secret in {file} is too short; delete the file to make a new one.")
    return value
