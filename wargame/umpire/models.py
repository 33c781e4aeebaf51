"""How far the work on a turn is. These rows can be lost without loss: what was found stands in the journal."""

import uuid

from django.db import models


class Answer(models.Model):
    """An answer of the engine by the digest of its question and of what it was made with: a shortcut, never a record.

    Each is stored as soon as it is known, so that whoever takes over a dead worker's turn goes on where that one was.
    """

    name = models.CharField(primary_key=True, max_length=80)
    body = models.TextField()
    made = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Work(models.Model):
    """The adjudication of one turn of one stream.

    `beat` is the last sign of life of whoever works; `deaths` counts those who began and were never heard of again,
    `failures` those who said why they could not go on.
    """

    STATES = (
        ("waiting", "waiting"),
        ("queued", "queued"),
        ("running", "running"),
        ("recorded", "recorded"),
        ("failed", "failed"),
    )

    stream = models.UUIDField()
    game = models.UUIDField()
    turn = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=16, choices=STATES, default="waiting")
    done = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=0)
    words = models.CharField(max_length=200, blank=True)  # for everybody at the table
    trouble = models.TextField(blank=True)  # for whoever runs the house
    failures = models.PositiveSmallIntegerField(default=0)
    deaths = models.PositiveSmallIntegerField(default=0)
    sent = models.PositiveIntegerField(default=0)  # how often the task was put into the queue
    since = models.DateTimeField(auto_now_add=True)
    beat = models.DateTimeField()

    class Meta:
        verbose_name_plural = "work"
        constraints = [models.UniqueConstraint(fields=["stream", "turn"], name="umpire_work_once")]
        indexes = [models.Index(fields=["game", "turn"], name="umpire_work_game")]

    def __str__(self) -> str:
        return f"turn {self.turn} of {self.game}: {self.state}"


class Rehearsal(models.Model):
    """Bots against bots by the hundred: which pack, how many games, from which seed. Played in chunks."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pack_id = models.CharField(max_length=64)
    pack_digest = models.CharField(max_length=64)
    games = models.PositiveIntegerField()
    turns = models.PositiveSmallIntegerField()
    seed = models.BigIntegerField()
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created"]

    def __str__(self) -> str:
        return f"{self.games} games of {self.pack_id}"


class Chunk(models.Model):
    """Some games of a rehearsal: `rows` holds those that are played, in the order of their seeds."""

    STATES = (
        ("waiting", "waiting"),
        ("queued", "queued"),
        ("running", "running"),
        ("done", "done"),
        ("failed", "failed"),
    )

    rehearsal = models.ForeignKey(Rehearsal, models.CASCADE, related_name="chunks")
    first = models.PositiveIntegerField()  # its first game's number; the seed is the rehearsal's and this
    count = models.PositiveSmallIntegerField()
    done = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=16, choices=STATES, default="waiting")
    attempts = models.PositiveSmallIntegerField(default=0)  # in a row in which no game was finished
    rows = models.JSONField(default=list)
    beat = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rehearsal", "first"], name="umpire_chunk_once")]

    def __str__(self) -> str:
        return f"games {self.first} to {self.first + self.count - 1} of {self.rehearsal_id}"


class Estimate(models.Model):
    """A seat's question what something would do, and its answer: read by that seat alone, forgotten after an hour.

    `seq` is the entry up to which the game is read for it; `beat` the last sign of life of whoever works.
    """

    STATES = (*((name, name) for name in ("waiting", "queued", "running", "done", "failed", "cancelled")),)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    stream = models.UUIDField()
    game = models.UUIDField()
    seat = models.CharField(max_length=64)
    digest = models.CharField(max_length=32)
    seq = models.PositiveIntegerField()
    question = models.JSONField()
    state = models.CharField(max_length=16, choices=STATES, default="waiting")
    done = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=0)
    words = models.CharField(max_length=200, blank=True)
    answer = models.TextField(blank=True)
    deaths = models.PositiveSmallIntegerField(default=0)
    sent = models.PositiveIntegerField(default=0)
    made = models.DateTimeField(auto_now_add=True)
    beat = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["game", "seat", "digest"],
                condition=models.Q(state__in=("waiting", "queued", "running", "done")),
                name="umpire_estimate_once",
            )
        ]
        indexes = [models.Index(fields=["state", "beat"], name="umpire_estimate_open")]

    def __str__(self) -> str:
        return f"a question of {self.seat}: {self.state}"


class Frontier(models.Model):
    """What the cells of a finished game could have agreed on: reckoned in chunks, then kept as one document."""

    STATES = (*((name, name) for name in ("waiting", "running", "done", "failed")),)

    stream = models.UUIDField(primary_key=True)
    game = models.UUIDField()
    state = models.CharField(max_length=16, choices=STATES, default="waiting")
    chunks = models.PositiveIntegerField(default=0)
    document = models.CharField(max_length=64, blank=True)
    deaths = models.PositiveSmallIntegerField(default=0)
    made = models.DateTimeField(auto_now_add=True)
    beat = models.DateTimeField()

    def __str__(self) -> str:
        return f"the frontier of {self.game}: {self.state}"


class Part(models.Model):
    """A run of packages of a frontier, valued: those that nothing else in it dominates, and what was counted."""

    frontier = models.ForeignKey(Frontier, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    body = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["frontier", "number"], name="umpire_part_once")]

    def __str__(self) -> str:
        return f"part {self.number} of {self.frontier_id}"
