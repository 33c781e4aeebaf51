"""Which consumer answers which WebSocket address."""

from channels.routing import URLRouter
from django.urls import path, re_path

from wargame.play.socket.consumers import nowhere, table_socket

websocket = URLRouter([path("ws/table/<uuid:game>/<str:seat>/", table_socket), re_path(r"^.*$", nowhere)])
