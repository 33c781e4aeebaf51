from django.apps import AppConfig


class UmpireConfig(AppConfig):
    name = "wargame.umpire"
    label = "umpire"
