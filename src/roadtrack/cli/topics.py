"""help: a verb's own help, or a topic that belongs to several."""

import click

from roadtrack.cli.session import Session, looking
from roadtrack.curriculum.faults import nearest
from roadtrack.errors import NotFound


def topics() -> dict[str, str]:
    """Each topic's text by its name. The texts are files beside this module; the handbook has the same."""
    from importlib.resources import files

    folder = files("roadtrack.cli") / "help"
    return {
        entry.name.removesuffix(".md"): entry.read_text("utf-8")
        for entry in sorted(folder.iterdir(), key=lambda e: e.name)
        if entry.name.endswith(".md")
    }


@click.command("help")
@click.argument("name", required=False, metavar="[VERB|TOPIC]")
@looking
@click.pass_context
def help_(ctx: click.Context, session: Session, name: str | None) -> None:
    """A verb or a topic explained."""
    from roadtrack.cli.documents import document
    from roadtrack.cli.main import VERBS, cli

    known = topics()
    if name is None:
        titles = {topic: text.partition("\n")[0].lstrip("# ") for topic, text in known.items()}
        lines = ["Topics: roadtrack help TOPIC", ""]
        lines += [f"  {topic:<14} {title}" for topic, title in titles.items()]
        lines += ["", "Verbs: roadtrack help VERB, or roadtrack --help for all"]
        session.emit(document("Help", items=list(titles)), lambda: "\n".join(lines))
    elif name in known:
        session.emit(document("Help", topic=name, text=known[name]), known[name].rstrip)
    elif name in VERBS:
        command = cli.get_command(ctx, name)
        assert command is not None
        root = ctx.find_root()
        text = command.get_help(click.Context(command, info_name=name, parent=root))
        session.emit(document("Help", topic=name, text=text), lambda: text)
    else:
        near = nearest(name, [*known, *VERBS])
        raise NotFound(
            f"no topic or verb {name}." + (f" Did you mean {near}?" if near else ""), "All topics: roadtrack help"
        )
