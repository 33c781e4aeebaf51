from django.apps import AppConfig


class LobbyConfig(AppConfig):
    name = "wargame.lobby"
    label = "lobby"
