"""The lobby, and what it tells the journal about itself: names of games, and what an archive keeps of a table."""

from django.apps import AppConfig


class LobbyConfig(AppConfig):
    name = "wargame.lobby"
    label = "lobby"

    def ready(self) -> None:
        from wargame.journal import named
        from wargame.journal.audit import archive
        from wargame.lobby import games

        named.FINDERS.append(games.stream_named)
        archive.EXTRAS["game"] = archive.Extra(dump=games.as_extra, load=games.take_extra)
