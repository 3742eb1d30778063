"""Starting the full-screen app without knowing it: the two faces never import each other."""

import gc
import importlib
import os

import click

from roadtrack.cli.session import Session


def open_app(session: Session) -> int:
    """Run the app and print what the session changed. Returns the exit code."""
    from roadtrack.cli.fast import fresh_brief

    gc.enable()  # the app lives for hours
    own_places = session.flags.config or session.flags.data_dir
    brief = None if own_places else fresh_brief(os.environ)
    app = importlib.import_module("roadtrack.tui.app")
    farewell = app.run(lambda: session.tracker, brief, environ=os.environ)
    if farewell:
        click.echo(farewell)
    return 0
