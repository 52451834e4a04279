"""网页服务: the process that serves pages, gunicorn with threads, on a socket that its parent has opened."""

import logging
import sys
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from bole.conf import options
from bole.conf.life import end_with_parent


class Quiet(Logger):  # type: ignore[misc] # it has no types
    """The server's own words go where all go; who asked for which page is in no technical log."""

    def setup(self, cfg: Any) -> None:
        self.error_log.propagate = True
        self.error_log.setLevel(logging.WARNING)
        self.access_log.disabled = True


class Server(BaseApplication):  # type: ignore[misc]
    """网页服务."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        super().__init__()

    def load_config(self) -> None:
        settings = {
            "bind": f"fd://{self.descriptor}",
            "workers": options.number("BOLE_PROCESSES"),
            "worker_class": "gthread",
            "threads": options.number("BOLE_THREADS"),
            "timeout": 120,
            "graceful_timeout": 8,
            "preload_app": True,
            "logger_class": Quiet,
            "accesslog": None,
            "control_socket_disable": True,
            "proc_name": "bole",
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from bole.conf.wsgi import application

        return application


if __name__ == "__main__":
    end_with_parent(int(sys.argv[2]))
    Server(int(sys.argv[1])).run()
