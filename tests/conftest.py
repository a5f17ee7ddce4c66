from __future__ import annotations

import os

from hypothesis import settings

# The same examples at every run: a change that passes on one machine passes on the next. `make fuzz` looks for more.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("fuzz", max_examples=3000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))
