"""Shell completion of refs and curricula. Never fails, never writes, never asks."""

import os
from contextlib import suppress
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from roadtrack.curriculum.stamps import builtin_path
from roadtrack.text import one_line

if TYPE_CHECKING:
    from roadtrack.planning.standing import Standing


def complete_ref(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Refs of the goals' steps with their titles: in the app all, else the ready and running ones of the brief."""
    del param
    with suppress(Exception):
        if (session := ctx.find_root().obj) is not None:
            return _open_steps(session.tracker.standing(), incomplete)
        from roadtrack.cli.fast import fresh_brief

        brief = fresh_brief(os.environ)
        if brief is None:
            from roadtrack.tracker import open_tracker

            brief = open_tracker(os.environ).brief()
        items = [*brief["next"], *brief["doing"], *brief["blocked"]]  # type: ignore[misc]
        return [
            CompletionItem(item["ref"], help=one_line(item["title"]))
            for item in {i["ref"]: i for i in items}.values()
            if incomplete in item["ref"]
        ]
    return []


def _open_steps(standing: "Standing", incomplete: str) -> list[CompletionItem]:
    """Every step of the goals, the best suggestion first."""
    refs = dict.fromkeys([*(s.ref for s in standing.plan.suggestions), *(step.ref for step in standing.steps)])
    steps = standing.library.steps
    return [CompletionItem(ref, help=one_line(steps[ref].step.title)) for ref in refs if incomplete in ref]


def complete_curriculum(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Ids of curricula, by file name: no file is read."""
    del param
    with suppress(Exception):
        if (session := ctx.find_root().obj) is not None:
            return [CompletionItem(id_) for id_ in sorted(session.tracker.catalog.in_use) if id_.startswith(incomplete)]
        from roadtrack.curriculum.stamps import toml_files
        from roadtrack.paths import find_paths

        folders = (str(find_paths(os.environ).curricula), builtin_path())
        names = {path.rpartition("/")[2][:-5] for folder in folders for path, _ in toml_files(folder, 0)}
        return [CompletionItem(name) for name in sorted(names) if name.startswith(incomplete)]
    return []
