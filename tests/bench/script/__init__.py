"""How well and how fast scripts are found and converted: `python -m tests.bench.script` (texts.py, tools.py)."""
