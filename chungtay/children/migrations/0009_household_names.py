"""Households in the order of the given name of their head, as every list of people is."""

import unicodedata

from django.db import migrations, models
from django.db.models import F, Func, Q
from django.db.models.fields.generated import GeneratedField

# The same order as foundation.vietnamese.name_key: letters of the dictionary first, then level, huyền, hỏi, ngã, sắc, nặng.
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = "\u0300\u0309\u0303\u0301\u0323"
_CODES = {letter: chr(0x61 + place) for place, letter in enumerate(_ALPHABET)}
_TONED = {
    unicodedata.normalize("NFC", vowel + tone): (vowel, str(number))
    for vowel in "aăâeêioôơuưy"
    for number, tone in enumerate(_TONES, 1)
}
_KNOWN = _ALPHABET + "".join(_TONED)
_LETTERS = "".join(_CODES[letter] for letter in _ALPHABET) + "".join(_CODES[vowel] for vowel, _ in _TONED.values())
_DIGITS = "".join(number for _, number in _TONED.values())

FORWARD = rf"""
CREATE FUNCTION children_name_key(full_name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT translate(regexp_replace(n, '[^\u0001-\u0060{_KNOWN}]', '~', 'g'), '{_KNOWN}', '{_LETTERS}') || ' '
    || translate(regexp_replace(n, '[^{"".join(_TONED)}]', '0', 'g'), '{"".join(_TONED)}', '{_DIGITS}')
  FROM (SELECT normalize(lower(regexp_replace(btrim(regexp_replace(full_name, '\s+', ' ', 'g')), '^(.*) (\S+)$', '\2 \1')), NFC) AS n) q
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("children", "0008_one_index_each")]
    operations = [
        migrations.RunSQL(FORWARD, "DROP FUNCTION children_name_key(text);"),
        migrations.AddField(
            "household",
            "head_key",
            GeneratedField(
                expression=Func(F("head_name"), function="children_name_key"),
                output_field=models.TextField(db_collation="C"), db_persist=True,
            ),
        ),  # fmt: skip
        migrations.RemoveIndex("household", "household_place"),
        migrations.AddIndex(
            "household",
            models.Index(fields=["unit_path", "head_key", "id"], name="household_list", condition=Q(ended_on=None)),
        ),
        migrations.AddIndex(
            "household",
            models.Index(fields=["unit_path", "hamlet", "head_key"], name="household_place", condition=Q(ended_on=None)),
        ),
    ]
