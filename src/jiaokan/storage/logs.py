"""Writing Delta logs: entries that follow the one before or are refused, so that of two writers one is told to redo."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from jiaokan.errors import ConflictError
from jiaokan.schema import arrow_schema
from jiaokan.storage import layout
from jiaokan.storage.layout import ALL_TABLES, RUNS, DataFile, open_log
from jiaokan.storage.paths import AnyPath, RemotePath, delta_options

if TYPE_CHECKING:
    from deltalake import DeltaTable

MAX_ATTEMPTS = 8
CHECKPOINT_EVERY = 100  # entries

# Time travel needs the whole log, however old.
_LOG_SETTINGS = {"delta.enableExpiredLogCleanup": "false", "delta.logRetentionDuration": "interval 36500 days"}
# A store is asked for each entry behind the last checkpoint.
_REMOTE_LOG_SETTINGS = {**_LOG_SETTINGS, "delta.checkpointInterval": "10"}


def create_logs(dataset: AnyPath) -> None:
    """Make the tables' logs, that of `runs` last: a folder with it has them all."""
    from deltalake import CommitProperties, DeltaTable
    from deltalake.exceptions import DeltaError

    for table, cls in ALL_TABLES.items():
        (dataset / table).mkdir(parents=True, exist_ok=True)
        try:
            DeltaTable.create(
                str(dataset / table),
                arrow_schema(cls),
                storage_options=delta_options(dataset),
                mode="ignore",
                name=table,
                configuration=_REMOTE_LOG_SETTINGS if isinstance(dataset, RemotePath) else _LOG_SETTINGS,
                # A retry would create the table a second time, as entry 1.
                commit_properties=CommitProperties(max_commit_retries=0),
            )
        except DeltaError:
            if not layout.has_log(dataset, table):  # else another writer was faster
                raise


def commit_log(dataset: AnyPath, table: str, files: Mapping[str, DataFile], head: DeltaTable | None = None) -> int:
    """Make the table's log name exactly `files`, whatever it names now; gives the log's version that does.

    `head`: the log as it was opened, which takes long where it names many files. Where it went on since, an entry
    after it is refused.
    """
    for _ in range(MAX_ATTEMPTS):
        log, head = head or open_log(dataset, table), None
        if lacks_columns(log, table):
            with contextlib.suppress(ConflictError):
                _add_columns(log, table)
            continue
        present = layout.log_files(log)
        if present == files:  # left by a writer that got no further
            return log.version()
        with contextlib.suppress(ConflictError):
            return append_to_log(log, table, present, files)
    raise ConflictError(f"{dataset / table}: other writers committed first {MAX_ATTEMPTS} times")


def append_to_log(log: DeltaTable, table: str, present: Mapping[str, DataFile], files: Mapping[str, DataFile]) -> int:
    """Write the entry after `log`'s that turns `present`, its files, into `files`; ConflictError if there is one."""
    from deltalake import CommitProperties, PostCommitHookProperties
    from deltalake.exceptions import CommitFailedError, DeltaError
    from deltalake.transaction import AddAction, RemoveAction

    number, now = log.version() + 1, int(time.time() * 1000)
    actions: list[AddAction | RemoveAction] = [
        RemoveAction(file.name, True, now, file.n_bytes) for file in present.values() if file.name not in files
    ]
    for file in files.values():
        if file.name not in present:
            bounds = {
                key: {"doc_id": value}
                for key, value in (("minValues", file.min_id), ("maxValues", file.max_id))
                if value
            }
            stats = json.dumps({"numRecords": file.n_rows, **bounds})
            actions.append(AddAction(file.name, file.n_bytes, {}, now, True, stats))
    # The log of `runs` has one entry a version, so that its columns come with the entry that needs them. Its one file
    # is another in each version, as that mode of writing wants.
    is_new_schema = table == RUNS and lacks_columns(log, table)
    if is_new_schema:
        actions = [action for action in actions if isinstance(action, AddAction)]
    try:
        log.create_write_transaction(
            actions,
            "overwrite" if is_new_schema else "append",
            arrow_schema(ALL_TABLES[table]),
            commit_properties=CommitProperties(max_commit_retries=0),
            # The hook's failure would be that of the entry, which is there already.
            post_commithook_properties=PostCommitHookProperties(create_checkpoint=False, cleanup_expired_logs=False),
        )
    except CommitFailedError as error:
        raise ConflictError(f"{table}: another writer committed first") from error
    if number % CHECKPOINT_EVERY == 0:
        with contextlib.suppress(OSError, DeltaError):  # it spares readers time, and is needed by none
            log.update_incremental()
            log.create_checkpoint()
    return number


def lacks_columns(log: DeltaTable, table: str) -> bool:
    """Was the table written under an older schema version?"""
    return len(log.schema().fields) < len(arrow_schema(ALL_TABLES[table]))


def _add_columns(log: DeltaTable, table: str) -> None:
    """An entry of its own for the columns that this schema version adds."""
    from deltalake import CommitProperties, Schema
    from deltalake.exceptions import DeltaError

    there = {field.name for field in log.schema().fields}
    added = [f for f in Schema.from_arrow(arrow_schema(ALL_TABLES[table])).fields if f.name not in there]
    try:
        log.alter.add_columns(added, commit_properties=CommitProperties(max_commit_retries=0))
    except DeltaError as error:
        raise ConflictError(f"{table}: another writer committed first") from error
