"""What is weighed rather than ruled: which line is the title, which the first and the last of the text.

Each is a choice among lines: `traits.py` says of a line what can be seen of it and around it, `forest.py` makes a
probability of that by trees learned from the labelled pages of tests/bench/split (its train.py), `choose.py` takes the
likeliest. The rules of titles/ and zones.py propose; their proposals are traits like others.
"""
