"""Functions that pass the wall: temporary tables of the caller come last in their search path, and who may not call some."""

from django.db import migrations

_PASS = (
    "children_summarise(bigint[])", "children_follow()", "children_forget_keys()", "children_forget_all_keys()",
    'children_learn("char", text[])', "children_learn_all()", "children_learn_written()", "children_learn_changed()",
    'children_names_of("char", text[], real[], int[], text, int)', "children_name_words()",
)  # fmt: skip
# Learning is done by triggers and by the owner: a post that could call it could teach or empty the dictionary.
_OWNERS = ('children_learn("char", text[])', "children_learn_all()")


def _path(words: str) -> str:
    return "\n".join(f"ALTER FUNCTION {name} SET search_path = {words};" for name in _PASS)


def _calls(words: str) -> str:
    return "\n".join(f"{words.format(name=name)};" for name in _OWNERS)


class Migration(migrations.Migration):
    dependencies = [("children", "0006_name_order")]
    operations = [
        migrations.RunSQL(_path("public, pg_temp"), _path("public")),
        migrations.RunSQL(
            _calls("REVOKE EXECUTE ON FUNCTION {name} FROM PUBLIC"), _calls("GRANT EXECUTE ON FUNCTION {name} TO PUBLIC")
        ),
    ]
