"""demo: the app on made-up data in a temporary folder."""

import os
import tempfile
from pathlib import Path

import click

from roadtrack.cli.launch import open_app
from roadtrack.cli.session import Session, common


@click.command()
@common
def demo(session: Session) -> None:
    """The app on a made-up half-year, deleted on exit. Your own files are not touched."""
    from roadtrack.clock import SystemClock
    from roadtrack.demo import make_demo

    session.narrate("making up half a year of study …")
    with tempfile.TemporaryDirectory(prefix="roadtrack-demo-") as folder:
        tracker = make_demo(Path(folder), SystemClock(fixed=os.environ.get("ROADTRACK_TODAY", "")))
        if session.can_open_app():
            open_app(lambda: tracker, tracker.brief(), demo=True)
            session.narrate("the made-up data is gone. Your own: roadtrack")
            return
        from roadtrack.cli.documents import today_document
        from roadtrack.cli.pages import today_page
        from roadtrack.cli.paint import Paint

        document = today_document(tracker.brief())
        session.emit(document, lambda: today_page(document, Paint(width=0)))
