"""A verifier that looks at shared words alone, to show the form of one, and what its card makes of it."""

import json
import re
import sys

for line in sys.stdin:
    pair = json.loads(line)
    premise, claim = ({*re.findall(r"\w+", pair[name].lower())} for name in ("premise", "claim"))
    sys.stdout.write(json.dumps({"supported": len(claim & premise) >= 0.8 * len(claim)}) + "\n")
