"""Every action of the full-screen app: its id, default keys, words, and the verb that does the same.

The app's bindings, its help, `roadtrack keys`, remapping and the handbook's table all come from here. A test
holds that each action which changes or shows something has a verb.
"""

from collections.abc import Mapping
from dataclasses import dataclass

MOVE, FIND, GO, ACT, PLAN = "Move", "Find", "Go", "Act on the step", "Plan"
LOOKS, SAFETY, LEAVE = "Activity and reports", "Safety", "Leave"


@dataclass(frozen=True, slots=True)
class Action:
    """One action. keys: defaults, comma-separated, in Textual's names. label: one or two words for the footer."""

    id: str
    keys: str
    label: str
    description: str
    group: str
    verb: str | None = None


ACTIONS: tuple[Action, ...] = (
    Action("move_down", "j,down", "down", "Next row", MOVE),
    Action("move_up", "k,up", "up", "Previous row", MOVE),
    Action("first", "g,home", "first", "First row", MOVE),
    Action("last", "G,end", "last", "Last row", MOVE),
    Action("page_down", "ctrl+d,pagedown", "half page down", "Half a page down", MOVE),
    Action("page_up", "ctrl+u,pageup", "half page up", "Half a page up", MOVE),
    Action("fold", "h,left", "fold", "Fold the section", MOVE),
    Action("unfold", "l,right", "unfold", "Unfold the section", MOVE),
    Action("fold_all", "H", "fold all", "Fold every section", MOVE),
    Action("unfold_all", "L", "unfold all", "Unfold every section", MOVE),
    Action("step_next", "J", "next step", "Next step, in a step's own view", MOVE),
    Action("step_prev", "K", "previous step", "Previous step, in a step's own view", MOVE),
    Action("filter", "slash", "filter", "Filter this list", FIND, "list"),
    Action("next_filter", "f", "saved filter", "Next saved filter: all, open, ready, blocked, …", FIND, "list"),
    Action("search", "F", "search", "Search every step of every curriculum", FIND, "list"),
    Action("command", "colon", "command", "Type a verb as on the command line", FIND, "help"),
    Action("palette", "ctrl+p", "palette", "Every action by name", FIND, "keys"),
    Action("tab_1", "1", "Today", "Today", GO, "today"),
    Action("tab_2", "2", "Curriculum", "The checklist of a curriculum", GO, "list"),
    Action("tab_3", "3", "Plan", "Will I make it: forecasts, dates ahead, readiness", GO, "forecast"),
    Action("tab_4", "4", "Activity", "The heat-map, hours a week, the journal", GO, "heat"),
    Action("tab_5", "5", "Reports", "Choose a report, look at it, write it", GO, "report"),
    Action("tab_6", "6", "Roles", "Roles side by side, and what is missing of one", GO, "compare"),
    Action("tab_prev", "left_square_bracket", "previous view", "Previous view", GO),
    Action("tab_next", "right_square_bracket", "next view", "Next view", GO),
    Action("next_curriculum", "c", "next curriculum", "The next goal's checklist", GO, "list"),
    Action("enroll", "E", "enrol", "Choose what to learn", GO, "enroll"),
    Action("settings", "comma", "settings", "Every setting, with its meaning", GO, "config"),
    Action("reload", "R", "reload", "Read curricula and journal again", GO, "curriculum validate"),
    Action("toggle_done", "space", "done", "Done, or back to todo", ACT, "done"),
    Action("open", "enter", "open", "All about the step; folds a section", ACT, "show"),
    Action("mark", "v", "mark several", "Mark this row too; done, start and skip then take all marked", ACT, "done"),
    Action("start", "s", "start", "In progress, or back to todo", ACT, "start"),
    Action("skip", "x", "skip", "Leave it out, with a reason", ACT, "skip"),
    Action("log_time", "t", "time", "Log time spent", ACT, "log"),
    Action("note", "n", "note", "Write a note", ACT, "note"),
    Action("note_editor", "N", "note in editor", "Write a note in your editor", ACT, "note"),
    Action("attach", "a", "evidence", "Attach evidence: a link or a file", ACT, "attach"),
    Action("review", "r", "review", "Record a review from memory; in Plan a mock exam", ACT, "review"),
    Action("snooze", "z", "snooze", "Leave it out of the suggestions until a day", ACT, "snooze"),
    Action("checkin", "C", "check-in", "The thirty-second check-in", ACT, "checkin"),
    Action("why", "w", "why", "Why it is suggested, or why not", ACT, "why"),
    Action("open_link", "o", "open link", "Open its first link in the browser", ACT, "open"),
    Action("copy", "y", "copy ref", "Copy its ref", ACT, "show"),
    Action("try_more", "plus", "hours", "Plan: what if there were an hour more a week", PLAN, "forecast"),
    Action("try_less", "minus", "less hours", "Plan: what if there were an hour less a week", PLAN, "forecast"),
    Action("try_date", "d", "date", "Plan: what if the date were another", PLAN, "forecast"),
    Action("chart", "b", "chart", "Plan: the chart in points, hours or steps", PLAN, "forecast"),
    Action("credential", "A", "certificate", "Plan: a certificate was earned, or renewed", PLAN, "credential"),
    Action("pause", "P", "pause", "A holiday: the streak waits; again ends it", PLAN, "pause"),
    Action("measure", "m", "measure", "Activity: minutes, steps or evidence", LOOKS, "heat"),
    Action("period", "p", "period", "Reports: another week or month", LOOKS, "report"),
    Action("include", "i", "include", "Reports: notes, time, paths", LOOKS, "report"),
    Action("write", "W", "write", "Reports: write it to a file", LOOKS, "report"),
    Action("browse", "O", "browse", "Reports: open the written file", LOOKS, "report"),
    Action("undo", "u", "undo", "Take back the last action, without limit", SAFETY, "undo"),
    Action("redo", "ctrl+r", "redo", "Bring it back", SAFETY, "redo"),
    Action("help", "question_mark,f1", "help", "Every key; typing filters", SAFETY, "help"),
    Action("back", "escape", "back", "Back; clears a filter", LEAVE),
    Action("quit", "q", "quit", "Back, and quit at the top", LEAVE),
    Action("quit_now", "ctrl+c,ctrl+q", "quit now", "Quit at once: everything is saved already", LEAVE),
    Action("suspend", "ctrl+z", "suspend", "To the shell; fg comes back", LEAVE),
)

BY_ID: Mapping[str, Action] = {action.id: action for action in ACTIONS}

_SHOWN = {
    "slash": "/",
    "question_mark": "?",
    "plus": "+",
    "colon": ":",
    "comma": ",",
    "minus": "-",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "escape": "esc",
    "enter": "⏎",
    "down": "↓",
    "up": "↑",
    "left": "←",
    "right": "→",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "f1": "F1",
}


def shown_keys(keys: str, *, ascii_only: bool = False) -> str:
    """Keys as a person reads them: `j ↓`."""
    names = [_SHOWN.get(key, key) for key in keys.split(",")]
    if ascii_only:
        words = {"⏎": "enter", "↓": "down", "↑": "up", "←": "left", "→": "right"}
        names = [words.get(name, name) for name in names]
    return " ".join(names)


@dataclass(frozen=True, slots=True)
class KeyProblem:
    """Something wrong with the learner's own keys."""

    action: str
    message: str


def keys_in_force(own: Mapping[str, str]) -> tuple[dict[str, str], tuple[KeyProblem, ...]]:
    """(keys by action id, problems): defaults with the learner's own keys over them.

    A key given to two actions is a problem, and an unknown action id; the defaults stay for that action.
    """
    problems: list[KeyProblem] = []
    keys = {action.id: action.keys for action in ACTIONS}
    for id_, wanted in own.items():
        if id_ not in BY_ID:
            problems.append(KeyProblem(id_, f"keys.{id_}: no such action; see: roadtrack keys"))
            continue
        keys[id_] = ",".join(part.strip() for part in wanted.split(",") if part.strip())
    owners: dict[str, str] = {}
    for id_, listed in keys.items():
        for key in listed.split(","):
            other = owners.setdefault(key, id_)
            if other != id_ and key:
                problems.append(KeyProblem(id_, f"key {_SHOWN.get(key, key)} is both {other} and {id_}"))
    return keys, tuple(problems)
