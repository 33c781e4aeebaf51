from django.apps import AppConfig


class UmpireConfig(AppConfig):
    name = "wargame.umpire"
    label = "umpire"

    def ready(self) -> None:
        from wargame.journal.verify import CHECKS
        from wargame.umpire.check import findings_hold

        CHECKS["findings"] = findings_hold
