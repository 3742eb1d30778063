"""Validate curriculum files without installing anything else: `python scripts/validate.py FILE…`."""

import sys
from pathlib import Path

from roadtrack.curriculum.reader import read

found = 0
for name in sys.argv[1:]:
    curriculum, faults = read(Path(name).read_bytes(), name)
    found += len(faults)
    print(*faults, sep="\n", end="\n" if faults else "")
sys.exit(3 if found else 0)
