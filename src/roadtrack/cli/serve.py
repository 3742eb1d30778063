"""serve: the app in a browser, on this machine.

Run as `python -m roadtrack.cli.serve CONFIG DATA` this module is the app that one browser tab drives.
"""

import ipaddress
import os
import signal
import sys
import time
from collections.abc import Sequence

import click

from roadtrack.cli.documents import document
from roadtrack.cli.failure import tell as tell_failure
from roadtrack.cli.session import Session, common
from roadtrack.errors import RoadtrackError, UsageError

PORT = 8765


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="0 takes a free one.")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Where to listen.")
@click.option("--i-understand", is_flag=True, help="Needed with a host that other machines reach.")
@common
def serve(session: Session, port: int, host: str, *, i_understand: bool) -> None:
    """The app in a browser, for this machine alone, until ctrl+c.

    The address it prints has a token, which the browser keeps as a cookie: whoever has it acts as you. From
    another machine, forward the port: ssh -L 8765:127.0.0.1:8765 HOST. Each tab is an app of its own on the same
    journal. There is no editor and no shell in it. Needs the extra: pip install 'roadtrack[web]'.
    """
    if not is_loopback(host) and not i_understand:
        raise UsageError(
            f"{host} can be reached from other machines, and nothing is encrypted.",
            "Add --i-understand, or stay on 127.0.0.1 and forward the port: ssh -L 8765:127.0.0.1:8765 HOST",
        )
    try:
        from roadtrack.cli.web import run
    except ImportError as error:
        raise UsageError(
            "serve needs the extra `web`, which is not installed.",
            "pip install 'roadtrack[web]', or: uvx --from 'roadtrack[web]' roadtrack serve",
        ) from error
    paths = session.tracker.paths
    command = [sys.executable, "-m", "roadtrack.cli.serve", str(paths.config), str(paths.data)]

    def tell(address: str) -> None:
        session.emit(document("Server", url=address), lambda: address)
        session.narrate("Each tab is an app of its own on this journal. ctrl+c ends it.")

    run(command, host, port, tell)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address. A name other than localhost may be anybody's."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def open_in_browser(arguments: Sequence[str]) -> int:
    """The app of one tab. The server speaks to it through its standard streams: nothing else is printed there."""
    import importlib
    from threading import Thread

    from roadtrack.tracker import open_tracker

    Thread(target=_leave_without, args=(os.getppid(),), daemon=True).start()
    config, data = arguments
    app = importlib.import_module("roadtrack.tui.app")
    try:
        app.run(lambda: open_tracker(os.environ, config=config, data_dir=data), None, environ=os.environ)
    except RoadtrackError as error:
        return tell_failure(error.message, error.hint, error.code)
    return 0


def _leave_without(server: int) -> None:
    """End this process soon after the server, should that be killed before it can say so."""
    while os.getppid() == server:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(open_in_browser(sys.argv[1:]))
