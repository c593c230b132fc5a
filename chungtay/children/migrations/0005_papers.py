"""Papers and files asked for by people (children.models.papers), behind the wall."""

import django.db.models.deletion
from django.db import migrations, models

from chungtay.foundation.wall_sql import unwalled, walled, within


class Migration(migrations.Migration):

    dependencies = [
        ('children', '0004_name_search'),
        ('foundation', '0003_wall_and_looks'),
    ]

    operations = [
        migrations.CreateModel(
            name='PaperOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit_path', models.CharField(db_collation='C', max_length=40)),
                ('kind', models.CharField(choices=[('book', 'Sổ theo dõi trẻ em trong gia đình'), ('list', 'Danh sách trẻ em'), ('sheet', 'Phiếu thông tin trẻ em')], max_length=5)),
                ('form', models.CharField(choices=[('docx', 'Văn bản .docx'), ('html', 'Trang in'), ('xlsx', 'Bảng tính .xlsx'), ('csv', 'Tệp .csv')], max_length=4)),
                ('state', models.CharField(choices=[('waiting', 'Đang chờ'), ('making', 'Đang lập'), ('ready', 'Đã xong'), ('failed', 'Không lập được'), ('gone', 'Tệp đã xóa')], default='waiting', max_length=7)),
                ('title', models.CharField(max_length=300)),
                ('what', models.JSONField(default=dict)),
                ('purpose', models.CharField(max_length=300, verbose_name='Mục đích')),
                ('sensitive', models.BooleanField(default=False, verbose_name='Có thông tin nhạy cảm')),
                ('sensitive_reason', models.CharField(blank=True, max_length=300, verbose_name='Lý do cần thông tin nhạy cảm')),
                ('rows', models.PositiveIntegerField(default=0)),
                ('done_rows', models.PositiveIntegerField(default=0)),
                ('failure', models.CharField(blank=True, max_length=300)),
                ('act', models.UUIDField(null=True, unique=True)),
                ('user_id', models.BigIntegerField()),
                ('post_id', models.BigIntegerField()),
                ('actor_name', models.CharField(max_length=200)),
                ('asked_at', models.DateTimeField(auto_now_add=True)),
                ('ready_at', models.DateTimeField(null=True)),
                ('fetched_at', models.DateTimeField(null=True)),
                ('kept_until', models.DateTimeField(null=True)),
                ('moved_at', models.DateTimeField(null=True)),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='foundation.storedfile')),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['post_id', 'user_id', '-id'], name='paper_mine'), models.Index(condition=models.Q(('file__isnull', False)), fields=['kept_until'], name='paper_kept')],
            },
        ),
        migrations.RunSQL(walled('children_paperorder', within()), unwalled('children_paperorder')),
    ]
