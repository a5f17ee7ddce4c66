"""The flow `maintain_dataset`: remove old versions, then read the newest whole. Made to run at night.

maintain_dataset.serve("nightly", cron="0 4 * * *", parameters={"dataset": "/data/dataset", "keep": 30})
"""

# No annotations as texts: Prefect reads them where it has the flow alone, sent by value.

from dataclasses import dataclass
from datetime import timedelta

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from jiaokan.dataset import open_dataset
from jiaokan.storage.paths import parse_path
from jiaokan.vacuum import Vacuumed, compact, vacuum


@dataclass(frozen=True, slots=True)
class MaintenanceReport:
    """What was removed, and the version that was read whole afterwards."""

    vacuumed: Vacuumed
    version: int
    n_documents: int


@flow(name="maintain-dataset", flow_run_name="maintain {dataset}", persist_result=False)
def maintain_dataset(dataset: str, keep: int | None = None, older_than_days: float | None = None) -> MaintenanceReport:
    """Vacuum (see jiaokan.vacuum) and check. Raises DatasetError where the newest version isn't whole."""
    vacuumed = vacuum_dataset(dataset, keep, older_than_days)
    version, n_documents = check_dataset(dataset)
    return MaintenanceReport(vacuumed, version, n_documents)


@task(name="vacuum", cache_policy=NO_CACHE, persist_result=False)
def vacuum_dataset(dataset: str, keep: int | None, older_than_days: float | None) -> Vacuumed:
    folder = parse_path(dataset)
    older_than = None if older_than_days is None else timedelta(days=older_than_days)
    vacuumed = vacuum(folder, keep=keep, older_than=older_than)
    compact(folder)
    return vacuumed


@task(name="check", cache_policy=NO_CACHE, persist_result=False)
def check_dataset(dataset: str) -> tuple[int, int]:
    newest = open_dataset(dataset)
    newest.verify()
    return newest.version, newest.documents().n_rows
