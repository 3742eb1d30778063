"""remind: what is due, for a scheduler to show. Prints nothing when nothing is."""

import datetime as dt
import re
import shlex
import shutil
import subprocess
import sys

import click

from roadtrack.cli.documents import document
from roadtrack.cli.session import Session, looking
from roadtrack.errors import UsageError
from roadtrack.planning.brief import Brief
from roadtrack.show import show_duration
from roadtrack.text import one_line
from roadtrack.when import parse_time

_SYSTEMD = """\
# ~/.config/systemd/user/roadtrack-remind.service
[Unit]
Description=roadtrack: what is due

[Service]
Type=oneshot
ExecStart={command} remind --notify

# ~/.config/systemd/user/roadtrack-remind.timer
# then: systemctl --user enable --now roadtrack-remind.timer
[Unit]
Description=roadtrack: what is due, every evening

[Timer]
OnCalendar=*-*-* {hour:02}:{minute:02}:00
# one run after sleep, when the hour was missed
Persistent=true

[Install]
WantedBy=timers.target
"""
_CRON = """\
# crontab -e. cron does not catch up on a missed hour; notify-send needs the session's bus.
{minute} {hour} * * * DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/{uid}/bus {command} remind --notify
"""
_LAUNCHD = """\
<?xml version="1.0" encoding="UTF-8"?>
<!-- ~/Library/LaunchAgents/roadtrack.remind.plist; then: launchctl load -w that file -->
<plist version="1.0"><dict>
  <key>Label</key><string>roadtrack.remind</string>
  <key>ProgramArguments</key><array>{arguments}<string>remind</string><string>--notify</string></array>
  <key>StartCalendarInterval</key><dict><key>Hour</key><integer>{hour}</integer><key>Minute</key><integer>{minute}</integer></dict>
</dict></plist>
"""


@click.command()
@click.option("--notify", is_flag=True, help="As a desktop notification instead of text.")
@click.option(
    "--print-unit", "unit", type=click.Choice(["systemd", "cron", "launchd"]), help="What to paste; installs nothing."
)
@click.option("--at", default="20:30", metavar="HH:MM", help="The hour in the unit; 20:30 unless said.")
@looking
def remind(session: Session, unit: str | None, at: str, *, notify: bool) -> None:
    """What is due: dates, renewals, and a next step on a day without any. Nothing when nothing is."""
    if unit is not None:
        click.echo(unit_text(unit, parse_time(at)), nl=False)
        return
    tracker = session.tracker
    lines = due_lines(tracker.brief(), rest=tracker.today.weekday() in tracker.habits.rest)
    if not lines:
        if session.json:
            session.emit(document("Reminders", items=[]), lambda: "")
        return
    if notify:
        _notify(lines)
        return
    session.emit(document("Reminders", items=lines), lambda: "\n".join(lines))


def due_lines(brief: Brief, *, rest: bool) -> list[str]:
    """The reminders of a day. rest: it is a weekday without study. None of them on a holiday but real dates."""
    free = rest or brief["pausedUntil"] is not None
    kinds = ("date", "clash", "sit", "book", "mock", "renew")
    lines = [one_line(nudge["text"]) for nudge in brief["nudges"] if nudge["kind"] in kinds]
    today = brief["today"]
    if not free and brief["next"] and not (today["steps"] or today["minutes"]):
        step = brief["next"][0]
        lines.append(
            f"nothing yet today: {step['ref']}, {show_duration(step['minutesLeft'])}: {one_line(step['title'])}"
        )
    return lines


def unit_text(unit: str, at: dt.time) -> str:
    """The unit of a scheduler, with the program's own path."""
    import os

    words = _program()
    if unit == "systemd":
        command = " ".join(_systemd_quoted(word) for word in words)
        return _SYSTEMD.format(command=command, hour=at.hour, minute=at.minute)
    if unit == "cron":
        command = shlex.join(words).replace("%", "\\%")
        return _CRON.format(command=command, hour=at.hour, minute=at.minute, uid=os.getuid())
    from xml.sax.saxutils import escape

    arguments = "".join(f"<string>{escape(word)}</string>" for word in words)
    return _LAUNCHD.format(arguments=arguments, hour=at.hour, minute=at.minute)


def _program() -> list[str]:
    found = shutil.which("roadtrack")
    return [found] if found else [sys.executable, "-m", "roadtrack"]


def _systemd_quoted(word: str) -> str:
    """A word of ExecStart=: `%` and `$` mean something there, and so do blanks and quotes."""
    safe = word.replace("%", "%%").replace("$", "$$")
    return (
        safe if re.fullmatch(r"[\w@%+=:,./$-]+", safe) else '"' + safe.replace("\\", "\\\\").replace('"', '\\"') + '"'
    )


def _notify(lines: list[str]) -> None:
    """Through notify-send or, on macOS, osascript; the text goes as an argument, never as a script."""
    body = "\n".join(lines)
    if program := shutil.which("notify-send"):
        command = [program, "--app-name=roadtrack", "roadtrack", body.replace("&", "&amp;").replace("<", "&lt;")]
    elif program := shutil.which("osascript"):
        script = 'on run argv\ndisplay notification (item 1 of argv) with title "roadtrack"\nend run'
        command = [program, "-e", script, body]
    else:
        raise UsageError("there is no notify-send here.", "Leave out --notify to have the text.")
    subprocess.run(command, check=False, timeout=10)  # noqa: S603 - an argument list of ours, no shell
