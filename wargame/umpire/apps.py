from django.apps import AppConfig


class UmpireConfig(AppConfig):
    name = "wargame.umpire"
    label = "umpire"

    def ready(self) -> None:
        # Every process of the house queues its tasks with our settings; without this Celery falls back to its own.
        import wargame.celery  # noqa: F401
        from wargame.journal.audit.verify import CHECKS
        from wargame.umpire.turns.check import findings_hold

        CHECKS["findings"] = findings_hold
