"""A prefork web server for storms: some processes on one port, each followed by another when it dies.

A restarted server costs seconds, a fork nothing: the load never pauses.
"""

import os
import socket

import waitress
from flask import Flask

from examportal.app import create_app

HOST = "127.0.0.1"
PROCESSES = 2
THREADS = 8
_BACKLOG = 256


def serve(port: int) -> None:
    """Keep PROCESSES children serving until the whole process group is ended."""
    app = create_app()
    with socket.create_server((HOST, port), backlog=_BACKLOG) as listening:
        for _ in range(PROCESSES):
            _fork(app, listening)
        while True:
            os.wait()
            _fork(app, listening)


def _fork(app: Flask, listening: socket.socket) -> None:
    if os.fork() == 0:
        waitress.serve(app, sockets=[listening], threads=THREADS, ident=None)
        os._exit(0)
