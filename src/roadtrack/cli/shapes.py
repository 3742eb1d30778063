"""The type of a JSON answer. Apart, because `typing` costs more than the whole fast path's pages."""

from typing import Any, TypeAlias

Document: TypeAlias = dict[str, Any]
