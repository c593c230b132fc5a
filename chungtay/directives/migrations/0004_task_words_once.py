"""A cascade computes the folded words of a task once and hands them to every copy; the trigger fills only what is empty."""

from django.db import migrations

FORWARD = """
DROP TRIGGER task_words ON directives_task;
CREATE TRIGGER task_words_new BEFORE INSERT ON directives_task FOR EACH ROW WHEN (NEW.search IS NULL)
  EXECUTE FUNCTION directives_task_words();
CREATE TRIGGER task_words_changed BEFORE UPDATE OF title, what ON directives_task FOR EACH ROW
  WHEN (OLD.title IS DISTINCT FROM NEW.title OR OLD.what IS DISTINCT FROM NEW.what) EXECUTE FUNCTION directives_task_words();
"""
BACKWARD = """
DROP TRIGGER task_words_new ON directives_task;
DROP TRIGGER task_words_changed ON directives_task;
CREATE TRIGGER task_words BEFORE INSERT OR UPDATE OF title, what ON directives_task FOR EACH ROW EXECUTE FUNCTION directives_task_words();
"""


class Migration(migrations.Migration):
    dependencies = [("directives", "0003_giving_act")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
