"""Sealed records: what opens, what must not, and that a destroyed key is gone from store and mirror."""

from __future__ import annotations

import datetime as dt
import io
import os
import uuid
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from chungtay.config import environment
from chungtay.foundation import keystore, vault
from chungtay.foundation.models import AuditEntry, VaultKey
from tests.factories.accounts import Person

pytestmark = pytest.mark.django_db
CONTEXT = "cases.caseform"
STORY = {"họ tên": "Giàng Thị Say", "tuổi": 9, "ngày": dt.date(2026, 3, 1), "lời kể": ["một", None, True]}
READ_BACK = {**STORY, "ngày": "2026-03-01"}
Commit = Callable[..., Any]


def sealed_file(tmp_path: Path, content: bytes) -> tuple[VaultKey, Path]:
    key = vault.create("case")
    path = tmp_path / "evidence" / "one"
    assert vault.seal_stream(key.pk, io.BytesIO(content), path, context=CONTEXT) == len(content)
    return key, path


def read(key: VaultKey, path: Path, **part: Any) -> bytes:
    return b"".join(vault.open_stream(key.pk, path, context=CONTEXT, **part))


def opens(key: VaultKey, path: Path) -> bool:
    try:
        read(key, path)
    except vault.Altered:
        return False
    return True


def files_of(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def test_what_is_sealed_opens_again_and_is_never_the_same_twice() -> None:
    key = vault.create("case")
    first, second = (vault.seal(key.pk, STORY, context=CONTEXT) for _ in range(2))
    assert first != second
    assert b"Say" not in first
    assert vault.unseal(key.pk, memoryview(first), context=CONTEXT) == READ_BACK
    hand = vault.opened(key.pk)
    assert hand.unseal(second, context=CONTEXT) == READ_BACK


def test_an_altered_byte_a_short_text_or_another_context_does_not_open() -> None:
    key, other = vault.create("case"), vault.create("case")
    sealed = vault.seal(key.pk, STORY, context=CONTEXT)
    for place in range(len(sealed)):
        altered = bytearray(sealed)
        altered[place] ^= 1
        with pytest.raises(vault.Altered):
            vault.unseal(key.pk, bytes(altered), context=CONTEXT)
    for wrong in (b"", sealed[:20], sealed[:-1], sealed + b"\0"):
        with pytest.raises(vault.Altered):
            vault.unseal(key.pk, wrong, context=CONTEXT)
    with pytest.raises(vault.Altered):
        vault.unseal(key.pk, sealed, context="cases.informant")
    with pytest.raises(vault.Altered):
        vault.unseal(other.pk, sealed, context=CONTEXT)


@pytest.mark.parametrize("size", [0, 1, vault.CHUNK - 1, vault.CHUNK, vault.CHUNK + 1, 3 * vault.CHUNK, 3_500_000])
def test_a_file_of_any_length_comes_back_whole_and_in_parts(tmp_path: Path, size: int) -> None:
    content = os.urandom(size)
    key, path = sealed_file(tmp_path, content)
    assert vault.plain_size(path) == size
    assert read(key, path) == content
    assert size < 16 or content[:64] not in path.read_bytes()  # a single byte is in any file
    for start, stop in ((0, 10), (size // 2, size), (vault.CHUNK - 5, vault.CHUNK + 5), (max(size - 1, 0), size)):
        assert read(key, path, start=start, stop=stop) == content[start:stop]
    assert files_of(tmp_path / "evidence") == [path]  # nothing beside it


def test_a_file_read_in_small_pieces_is_the_same_file(tmp_path: Path) -> None:
    class Slow(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(min(size or 0, 70_000))

    content = os.urandom(vault.CHUNK + 300_000)
    key = vault.create("case")
    vault.seal_stream(key.pk, Slow(content), tmp_path / "slow", context=CONTEXT)
    assert read(key, tmp_path / "slow") == content


def _spoilt(whole: bytes) -> dict[str, bytes]:
    head, piece = whole[:20], vault.CHUNK + 16
    pieces = [whole[20 + at : 20 + at + piece] for at in range(0, len(whole) - 20, piece)]
    return {
        "cut at a piece": head + b"".join(pieces[:-1]),
        "cut in a piece": whole[:-7],
        "two pieces swapped": head + pieces[1] + pieces[0] + pieces[2],
        "a piece twice": head + pieces[0] + pieces[0] + pieces[1] + pieces[2],
        "something appended": whole + b"more",
        "a byte of the salt": whole[:10] + bytes([whole[10] ^ 1]) + whole[11:],
        "a byte in the middle": whole[:piece] + bytes([whole[piece] ^ 1]) + whole[piece + 1 :],
        "only the head": head,
        "empty": b"",
        "plain": b"%PDF-1.7 " * 10,
    }


def test_a_file_cut_short_turned_round_or_altered_does_not_open(tmp_path: Path) -> None:
    key, path = sealed_file(tmp_path, os.urandom(2 * vault.CHUNK + 1000))
    for what, content in _spoilt(path.read_bytes()).items():
        spoilt = tmp_path / "spoilt"
        spoilt.write_bytes(content)
        assert not opens(key, spoilt), what
    with pytest.raises(vault.Altered):
        b"".join(vault.open_stream(key.pk, path, context="cases.concern"))


def test_what_lies_under_two_keys_ends_with_either(
    tmp_path: Path, alice: Person, django_capture_on_commit_callbacks: Commit
) -> None:
    case, own, other = (vault.create("case") for _ in range(3))
    sealed = vault.opened(own.pk, also=case.pk).seal(STORY, context=CONTEXT)
    vault.seal_stream(own.pk, io.BytesIO(b"x" * 100), tmp_path / "two", context=CONTEXT, also=case.pk)
    for wrong in (None, other.pk):
        with pytest.raises(vault.Altered):
            vault.opened(own.pk, also=wrong).unseal(sealed, context=CONTEXT)
        with pytest.raises(vault.Altered):
            b"".join(vault.open_stream(own.pk, tmp_path / "two", context=CONTEXT, also=wrong))
    assert b"".join(vault.open_stream(own.pk, tmp_path / "two", context=CONTEXT, also=case.pk)) == b"x" * 100
    with django_capture_on_commit_callbacks(execute=True):
        vault.destroy(case.pk, actor=alice.actor, why="hết hạn")
    with pytest.raises(vault.Destroyed):
        vault.opened(own.pk, also=case.pk)
    with pytest.raises(vault.Destroyed):
        vault.open_stream(own.pk, tmp_path / "two", context=CONTEXT, also=case.pk)


def test_a_source_that_breaks_leaves_nothing(tmp_path: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() > vault.CHUNK:
                raise OSError("the line fell")
            return super().read(size)

    key = vault.create("case")
    with pytest.raises(OSError, match="the line fell"):
        vault.seal_stream(key.pk, Broken(b"x" * 4 * vault.CHUNK), tmp_path / "e" / "one", context=CONTEXT)
    assert files_of(tmp_path / "e") == []


def test_the_key_lies_wrapped_in_a_folder_of_its_own(settings: Any) -> None:
    key = vault.create("case")
    (file,) = files_of(settings.KEY_ROOT)
    assert keystore.read(key.pk) not in file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600
    assert settings.KEY_ROOT.stat().st_mode & 0o777 == 0o700
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(v)::text FROM foundation_vaultkey v")
        assert keystore.read(key.pk).hex() not in cursor.fetchone()[0]


def test_a_key_file_of_another_record_does_not_stand_in(settings: Any) -> None:
    key, other = vault.create("case"), vault.create("case")
    files = {path.stem: path for path in files_of(settings.KEY_ROOT)}
    files[key.pk.hex].write_bytes(files[other.pk.hex].read_bytes())
    with pytest.raises(vault.KeyMissing):
        vault.opened(key.pk)


def test_a_destroyed_key_is_gone_from_store_and_mirror(
    settings: Any, tmp_path: Path, alice: Person, django_capture_on_commit_callbacks: Commit
) -> None:
    settings.KEY_MIRROR = tmp_path / "mirror"
    settings.KEY_MIRROR.mkdir()
    key, staying = vault.create("case"), vault.create("case")
    sealed, kept = (vault.seal(one.pk, STORY, context=CONTEXT) for one in (key, staying))
    assert len(files_of(settings.KEY_MIRROR)) == 2
    with django_capture_on_commit_callbacks(execute=True):
        assert vault.destroy(key.pk, actor=alice.actor, why="hết thời hạn lưu", label="VV-01")
        assert vault.unseal(key.pk, sealed, context=CONTEXT) == READ_BACK  # until the commit nothing is lost
    with pytest.raises(vault.Destroyed):
        vault.unseal(key.pk, sealed, context=CONTEXT)
    for store in (settings.KEY_ROOT, settings.KEY_MIRROR):
        assert [path.stem for path in files_of(store)] == [staying.pk.hex]
    assert vault.unseal(staying.pk, kept, context=CONTEXT) == READ_BACK
    key.refresh_from_db()
    assert (key.destroyed_by_id, key.destroyed_why) == (alice.actor.user_id, "hết thời hạn lưu")
    row = AuditEntry.objects.get(action="key.destroyed")
    assert (row.object_id, row.object_label) == (str(key.pk), "VV-01")
    assert not vault.destroy(key.pk, actor=alice.actor, why="lần nữa")
    assert AuditEntry.objects.filter(action="key.destroyed").count() == 1


def test_what_a_stop_in_mid_writing_left_of_a_key_goes_with_it(
    settings: Any, alice: Person, django_capture_on_commit_callbacks: Commit
) -> None:
    key = vault.create("case")
    (place,) = files_of(settings.KEY_ROOT)
    place.with_name(f".{place.name}.1234abcd").write_bytes(place.read_bytes())
    with django_capture_on_commit_callbacks(execute=True):
        vault.destroy(key.pk, actor=alice.actor, why="hết hạn")
    assert files_of(settings.KEY_ROOT) == []


def test_a_destruction_taken_back_destroys_nothing(alice: Person, django_capture_on_commit_callbacks: Commit) -> None:
    key = vault.create("case")
    sealed = vault.seal(key.pk, STORY, context=CONTEXT)
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        vault.destroy(key.pk, actor=alice.actor, why="nhầm")
        transaction.set_rollback(True)
    assert vault.unseal(key.pk, sealed, context=CONTEXT) == READ_BACK


def test_the_row_of_a_key_stays_and_its_end_is_final(alice: Person) -> None:
    key = vault.create("case")
    with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM foundation_vaultkey WHERE id = %s", [key.pk])
    vault.destroy(key.pk, actor=alice.actor, why="hết hạn")
    with pytest.raises(DatabaseError, match="stays destroyed"), transaction.atomic():
        VaultKey.objects.filter(pk=key.pk).update(destroyed_at=None)


def test_a_replaced_secret_still_opens_until_it_is_forgotten_and_rewrapping_frees_from_it(settings: Any) -> None:
    key = vault.create("case")
    sealed = vault.seal(key.pk, STORY, context=CONTEXT)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "a" * 40
    with pytest.raises(vault.KeyMissing):
        vault.unseal(key.pk, sealed, context=CONTEXT)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert vault.unseal(key.pk, sealed, context=CONTEXT) == READ_BACK
    out = StringIO()
    call_command("keys", "rewrap", stdout=out)
    assert "1 files" in out.getvalue()
    settings.SECRET_KEY_FALLBACKS = []
    assert vault.unseal(key.pk, sealed, context=CONTEXT) == READ_BACK
    call_command("keys", "rewrap", stdout=out)
    assert "0 files" in out.getvalue()


def test_the_mirror_serves_when_the_store_was_lost_and_fills_it_again(settings: Any, tmp_path: Path) -> None:
    settings.KEY_MIRROR = tmp_path / "mirror"
    settings.KEY_MIRROR.mkdir()
    key = vault.create("case")
    sealed = vault.seal(key.pk, STORY, context=CONTEXT)
    for path in files_of(settings.KEY_ROOT):
        path.unlink()
    assert vault.unseal(key.pk, sealed, context=CONTEXT) == READ_BACK
    with pytest.raises(CommandError, match="1 keys cannot be used"):
        call_command("keys", "check", stdout=StringIO())
    assert vault.tidy(timezone.now()).copied == 1
    settings.KEY_MIRROR = None
    assert vault.unseal(key.pk, sealed, context=CONTEXT) == READ_BACK


def test_a_mirror_that_was_away_is_caught_up_with_in_the_night(
    settings: Any, tmp_path: Path, alice: Person, django_capture_on_commit_callbacks: Commit
) -> None:
    settings.KEY_MIRROR = tmp_path / "mirror"
    settings.KEY_MIRROR.mkdir()
    ending = vault.create("case")
    away = settings.KEY_MIRROR.rename(tmp_path / "away")
    born = vault.create("case")
    with django_capture_on_commit_callbacks(execute=True):
        vault.destroy(ending.pk, actor=alice.actor, why="hết hạn")
    assert vault.tidy(timezone.now()) == vault.Tidied(0, 0, 0)
    away.rename(settings.KEY_MIRROR)
    with pytest.raises(CommandError, match="1 are not gone"):
        call_command("keys", "check", stdout=StringIO())
    with pytest.raises(vault.Destroyed):
        vault.opened(ending.pk)  # though the mirror still has the file
    assert vault.tidy(timezone.now()) == vault.Tidied(1, 0, 1)
    assert [path.stem for path in files_of(settings.KEY_MIRROR)] == [born.pk.hex]
    call_command("keys", "check", stdout=StringIO())


def test_a_rollback_leaves_an_orphan_that_a_later_night_removes(settings: Any) -> None:
    with transaction.atomic():
        lost = vault.create("case")
        transaction.set_rollback(True)
    staying = vault.create("case")
    assert {path.stem for path in files_of(settings.KEY_ROOT)} == {lost.pk.hex, staying.pk.hex}
    assert vault.tidy(timezone.now()).orphans == 0  # it might belong to a transaction still open
    assert vault.tidy(timezone.now() + dt.timedelta(days=2)).orphans == 1
    assert [path.stem for path in files_of(settings.KEY_ROOT)] == [staying.pk.hex]


def test_beside_an_older_database_the_keys_of_today_are_not_taken_for_orphans(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vault, "MOST_ORPHANS", 2)
    with transaction.atomic():
        for _ in range(3):
            vault.create("case")
        transaction.set_rollback(True)
    night = timezone.now() + dt.timedelta(days=2)
    assert vault.tidy(night).orphans == 0
    assert len(files_of(settings.KEY_ROOT)) == 3
    assert vault.tidy(night, every=True).orphans == 3
    assert files_of(settings.KEY_ROOT) == []


def test_a_key_nobody_made_is_missing_and_not_destroyed() -> None:
    with pytest.raises(vault.KeyMissing):
        vault.opened(uuid.uuid4())


def test_keys_never_lie_with_the_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    files, keys = tmp_path / "files", tmp_path / "keys"
    assert environment.key_folders(keys, files) == (keys, None)
    monkeypatch.setenv("CHUNGTAY_KEYS", str(files / "keys"))
    with pytest.raises(environment.MalformedSetting, match="uploaded files"):
        environment.key_folders(keys, files)
    monkeypatch.delenv("CHUNGTAY_KEYS")
    monkeypatch.setenv("CHUNGTAY_KEYS_MIRROR", str(keys / "more"))
    with pytest.raises(environment.MalformedSetting, match="elsewhere"):
        environment.key_folders(keys, files)
