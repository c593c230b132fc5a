"""Numbers of concerns and cases are drawn without waiting for one another."""

from django.db import migrations

from chungtay.foundation.wall import SCOPED

FORWARD = "\n".join(
    f"CREATE SEQUENCE cases_code_{prefix}; GRANT USAGE ON SEQUENCE cases_code_{prefix} TO {SCOPED};" for prefix in ("tb", "vv")
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_wall")]
    operations = [migrations.RunSQL(FORWARD, "DROP SEQUENCE cases_code_tb; DROP SEQUENCE cases_code_vv;")]
