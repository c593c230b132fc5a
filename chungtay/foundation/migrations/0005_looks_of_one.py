"""Lists, prints and exports on which one record stands are found by its key, however long the log."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("foundation", "0004_vault")]
    operations = [migrations.AddIndex("look", GinIndex(fields=["object_ids"], name="look_lines"))]
