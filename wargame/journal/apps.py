from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "wargame.journal"
    label = "journal"
