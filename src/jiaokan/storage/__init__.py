"""How a dataset is stored: places, files, Delta logs, snapshots, and how what comes is merged into what is there.

    paths → where a dataset is        layout → what lies where in it (reads)
    files, logs, snapshots → the three things a commit writes, in this order
    staged, merge → the rows of the files that a commit writes       ids → doc_ids, old and new      disk → full disks

store.py makes commits of these; dataset.py reads. See design notes in layout.py.
"""
