"""Putting work into the queues, by the reconciler, by a table and by a task that needs another hand.

Each takes at most about a second when the broker is away, and then raises. Tasks are imported at first use, because
they import what asks for them here.
"""


def adjudicate(game: str, turn: int) -> None:
    from wargame.umpire import tasks

    tasks.adjudicate.apply_async((game, turn), retry=False, ignore_result=True)


def prepare(game: str) -> None:
    from wargame.umpire import tasks

    tasks.prepare.apply_async((game,), retry=False, ignore_result=True, expires=30)


def play_bots(game: str) -> None:
    from wargame.umpire import tasks

    tasks.play_bots.apply_async((game,), retry=False, ignore_result=True, expires=20)


def estimate(name: str) -> None:
    from wargame.umpire import tasks

    tasks.estimate.apply_async((name,), retry=False, ignore_result=True)


def frontier(stream: str) -> None:
    from wargame.umpire import tasks

    tasks.frontier.apply_async((stream,), retry=False, ignore_result=True)
