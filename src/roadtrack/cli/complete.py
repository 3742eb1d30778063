"""Shell completion of refs and curricula. Never fails, never writes, never asks."""

import os
from contextlib import suppress

import click
from click.shell_completion import CompletionItem

from roadtrack.curriculum.stamps import builtin_path
from roadtrack.text import one_line


def complete_ref(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Refs of the goals' ready and running steps, with their titles, from the stored brief."""
    del ctx, param
    with suppress(Exception):
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


def complete_curriculum(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Ids of curricula, by file name: no file is read."""
    del ctx, param
    with suppress(Exception):
        from roadtrack.curriculum.stamps import toml_files
        from roadtrack.paths import find_paths

        folders = (str(find_paths(os.environ).curricula), builtin_path())
        names = {path.rpartition("/")[2][:-5] for folder in folders for path, _ in toml_files(folder, 0)}
        return [CompletionItem(name) for name in sorted(names) if name.startswith(incomplete)]
    return []
