"""Folded search words of documents and tasks, kept by triggers so that bulk writes have them too.

A cascade computes the words of a task once and hands them to every copy: the trigger fills only what is empty.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION directives_task_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.search := setweight(to_tsvector('simple', foundation_fold(NEW.title)), 'A') || to_tsvector('simple', foundation_fold(left(NEW.what, 20000)));
  RETURN NEW;
END $$;
CREATE TRIGGER task_words_new BEFORE INSERT ON directives_task FOR EACH ROW WHEN (NEW.search IS NULL)
  EXECUTE FUNCTION directives_task_words();
CREATE TRIGGER task_words_changed BEFORE UPDATE OF title, what ON directives_task FOR EACH ROW
  WHEN (OLD.title IS DISTINCT FROM NEW.title OR OLD.what IS DISTINCT FROM NEW.what) EXECUTE FUNCTION directives_task_words();
CREATE FUNCTION directives_document_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.search := setweight(to_tsvector('simple', foundation_fold(NEW.number || ' ' || NEW.subject || ' ' || NEW.issuer)), 'A')
    || to_tsvector('simple', foundation_fold(left(NEW.text, 200000)));
  RETURN NEW;
END $$;
CREATE TRIGGER document_words BEFORE INSERT OR UPDATE OF number, subject, issuer, text ON directives_document
  FOR EACH ROW EXECUTE FUNCTION directives_document_words();
"""
BACKWARD = """
DROP TRIGGER task_words_new ON directives_task;
DROP TRIGGER task_words_changed ON directives_task;
DROP FUNCTION directives_task_words();
DROP TRIGGER document_words ON directives_document; DROP FUNCTION directives_document_words();
"""


class Migration(migrations.Migration):
    dependencies = [("directives", "0001_initial"), ("foundation", "0002_audit_chain")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
