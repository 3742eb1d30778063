"""prompt: where you stand, for a shell's prompt, tmux and bars. They read a file a day; no Python runs in a prompt."""

import json

import click

from roadtrack.cli.documents import document
from roadtrack.cli.session import Session, common
from roadtrack.cli.shapes import Document
from roadtrack.planning.brief import Brief
from roadtrack.segments import days_words, segments, segments_folder
from roadtrack.text import one_line, visible

_STARSHIP = """\
# ~/.config/starship.toml
[custom.roadtrack]
command = 'cat "${XDG_CACHE_HOME:-$HOME/.cache}/roadtrack/prompt/$(date +%F)" 2>/dev/null'
when = true
shell = ["sh"]
style = "bold yellow"
format = "([$output]($style) )"
"""
_TMUX = """\
# ~/.tmux.conf: tmux puts the day in place of %F
set -g status-right-length 60
set -g status-right '#(cat "${XDG_CACHE_HOME:-$HOME/.cache}/roadtrack/prompt/%F" 2>/dev/null) | %H:%M'
"""
_ZSH = """\
# ~/.zshrc; %9v shows the text as it is
zmodload zsh/datetime
_roadtrack_prompt() {
  local day file
  strftime -s day %F $EPOCHSECONDS
  file="${XDG_CACHE_HOME:-$HOME/.cache}/roadtrack/prompt/$day"
  psvar[9]=
  [[ -r $file ]] && psvar[9]="$(<$file)"
}
autoload -Uz add-zsh-hook && add-zsh-hook precmd _roadtrack_prompt
RPROMPT='%9v'
"""
_BASH = """\
# ~/.bashrc
_roadtrack_prompt() {
  local code=$? file="${XDG_CACHE_HOME:-$HOME/.cache}/roadtrack/prompt/$(date +%F)"
  ROADTRACK_SEGMENT=
  [ -r "$file" ] && read -r ROADTRACK_SEGMENT < "$file" && ROADTRACK_SEGMENT+=" "
  return $code
}
PROMPT_COMMAND="_roadtrack_prompt${PROMPT_COMMAND:+;$PROMPT_COMMAND}"
PS1='${ROADTRACK_SEGMENT}'"$PS1"
"""
_FISH = """\
# ~/.config/fish/functions/fish_right_prompt.fish
function fish_right_prompt
    set -l cache $HOME/.cache
    test -n "$XDG_CACHE_HOME"; and set cache $XDG_CACHE_HOME
    cat $cache/roadtrack/prompt/(date +%F) 2>/dev/null
end
"""
SNIPPETS = {"starship": _STARSHIP, "tmux": _TMUX, "zsh": _ZSH, "bash": _BASH, "fish": _FISH}


@click.command()
@click.option("-o", "--output", "form", type=click.Choice(["text", "waybar", "json"]), default="text", help="Format.")
@click.option("--snippet", type=click.Choice(list(SNIPPETS)), help="What to paste; it reads a file and changes none.")
@click.option("--path", "only_path", is_flag=True, help="The folder of the files, one for each day.")
@common
def prompt(session: Session, form: str, snippet: str | None, *, only_path: bool) -> None:
    """Today's segment for a prompt: cka 56 % · 101d · 3 reviews. Nothing when there is nothing to say.

    A file for today and each of the next 30 days is kept in the cache and renewed at every write.
    """
    if snippet is not None:
        click.echo(SNIPPETS[snippet], nl=False)
        return
    tracker = session.tracker
    folder = str(segments_folder(tracker.paths))
    if only_path:
        click.echo(visible(folder))
        return
    brief = tracker.brief() if tracker.store is not None else None  # without a journal no curriculum need be read
    text = segments(tracker.standing())[brief["day"]] if brief else ""
    if session.flags.json or form == "json":
        click.echo(json.dumps(_document(tracker.today.isoformat(), brief, text, folder)))
    elif form == "waybar":
        click.echo(json.dumps(waybar(brief, text)))
    elif text:
        session.say(text)


def _goal(brief: Brief | None) -> Brief | None:
    """The goal that a segment tells: the first unfinished one."""
    goals = brief["goals"] if brief else []
    return next((goal for goal in goals if goal["outlook"] != "complete"), None)


def _document(day: str, brief: Brief | None, text: str, folder: str) -> Document:
    goal = _goal(brief)
    return document(
        "Prompt",
        day=day,
        text=text,
        goal=goal["goal"] if goal else None,
        percent=goal["percent"]["done"] if goal else None,
        daysLeft=goal["daysLeft"] if goal else None,
        reviewsDue=brief["reviewsDue"] if brief else 0,
        folder=folder,
    )


def waybar(brief: Brief | None, text: str) -> Document:
    """A custom module of waybar: the days left, with the next steps to hover over; an empty text hides it.

    Waybar reads text and tooltip as Pango markup.
    """
    if brief is None or not text:
        return {"text": "", "tooltip": "", "class": "none", "percentage": 0}
    goal = _goal(brief)
    if goal is None:
        short, kind, percentage = text, "reviews", 100
    else:
        percentage = round(goal["percent"]["done"])
        dated = goal["daysLeft"] is not None
        short = days_words(goal["daysLeft"]) if dated else f"{percentage} %"
        late = dated and goal["daysLeft"] < 0
        kind = "overdue" if late else goal["forecast"]["words"] or "undated"
    lines = [text, *(f"{item['ref']}  {one_line(item['title'])}" for item in brief["next"][:3])]
    return {"text": _escaped(short), "tooltip": _escaped("\n".join(lines)), "class": kind, "percentage": percentage}


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
