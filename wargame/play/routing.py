"""Which consumer answers which WebSocket address."""

from channels.routing import URLRouter

websocket = URLRouter([])
