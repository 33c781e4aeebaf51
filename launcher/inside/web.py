"""The ASGI server of one web process. A program of its own: it runs inside the finished environment.

`--fd` takes listening sockets that the supervisor opened: a server that is started again misses no connection.
"""

import argparse
import socket

# A larger frame is answered by close 1009; the promise is 64 KB.
FRAME_LIMIT_BYTES = 64 * 1024
GRACE_S = 3


def main():
    import uvicorn

    parser = argparse.ArgumentParser(prog="python -m launcher.inside.web", description=__doc__.split("\n\n")[0])
    parser.add_argument("--fd", type=int, action="append", default=[], help="an open listening socket (repeatable)")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument(
        "--behind-proxy", default="", metavar="ADDRESSES", help="whose X-Forwarded-* headers are believed"
    )
    options = parser.parse_args()
    config = uvicorn.Config(
        "wargame.asgi:application",
        host=options.host,
        port=options.port,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        ws_max_size=FRAME_LIMIT_BYTES,
        # Patches are small: compressing them costs more processor and memory than it saves.
        ws_per_message_deflate=False,
        ws_ping_interval=20,
        ws_ping_timeout=20,
        timeout_graceful_shutdown=GRACE_S,
        proxy_headers=bool(options.behind_proxy),
        forwarded_allow_ips=options.behind_proxy or None,
    )
    sockets = [socket.socket(fileno=number) for number in options.fd]
    uvicorn.Server(config).run(sockets=sockets or None)


if __name__ == "__main__":
    main()
