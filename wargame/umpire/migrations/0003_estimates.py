import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("umpire", "0002_rehearsals"),
    ]

    operations = [
        migrations.CreateModel(
            name="Frontier",
            fields=[
                ("stream", models.UUIDField(primary_key=True, serialize=False)),
                ("game", models.UUIDField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("running", "running"),
                            ("done", "done"),
                            ("failed", "failed"),
                        ],
                        default="waiting",
                        max_length=16,
                    ),
                ),
                ("chunks", models.PositiveIntegerField(default=0)),
                ("document", models.CharField(blank=True, max_length=64)),
                ("deaths", models.PositiveSmallIntegerField(default=0)),
                ("made", models.DateTimeField(auto_now_add=True)),
                ("beat", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Estimate",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("stream", models.UUIDField()),
                ("game", models.UUIDField()),
                ("seat", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=32)),
                ("seq", models.PositiveIntegerField()),
                ("question", models.JSONField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("queued", "queued"),
                            ("running", "running"),
                            ("done", "done"),
                            ("failed", "failed"),
                            ("cancelled", "cancelled"),
                        ],
                        default="waiting",
                        max_length=16,
                    ),
                ),
                ("done", models.PositiveSmallIntegerField(default=0)),
                ("total", models.PositiveSmallIntegerField(default=0)),
                ("words", models.CharField(blank=True, max_length=200)),
                ("answer", models.TextField(blank=True)),
                ("deaths", models.PositiveSmallIntegerField(default=0)),
                ("sent", models.PositiveIntegerField(default=0)),
                ("made", models.DateTimeField(auto_now_add=True)),
                ("beat", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["state", "beat"], name="umpire_estimate_open")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("waiting", "queued", "running", "done"))),
                        fields=("game", "seat", "digest"),
                        name="umpire_estimate_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Part",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("body", models.TextField()),
                (
                    "frontier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="umpire.frontier"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("frontier", "number"), name="umpire_part_once")],
            },
        ),
    ]
