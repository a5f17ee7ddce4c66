from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from jiaokan.dataset import open_dataset
from tests.made import Input, commit

PROGRAM = """
import sys
from pathlib import Path

from flows.maintain import maintain_dataset
from jiaokan.errors import DatasetError, InputError
from jiaokan.dataset import open_dataset

folder = sys.argv[1]
report = maintain_dataset(folder, keep=2)
print(report.vacuumed.versions, report.vacuumed.kept, report.version, report.n_documents)
print(maintain_dataset(folder, older_than_days=30).vacuumed.versions)
path = Path(open_dataset(folder).raw().paths[0])
path.write_bytes(path.read_bytes()[:-1] + b"x")
for wrong in ({}, {"keep": 1, "older_than_days": 1}):
    try:
        maintain_dataset(folder, **wrong)
    except (DatasetError, InputError) as error:
        print(type(error).__name__)
"""


@pytest.mark.slow
def test_the_flow_vacuums_and_checks(tmp_path: Path) -> None:
    """A version that isn't whole fails the flow run, so that whoever watches it is told."""
    for number in range(4):
        commit(tmp_path / "dataset", [Input("a", body=f"{number}"), Input("b")])
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "dataset")],
        env={**environment, "PREFECT_HOME": str(tmp_path / "prefect")},
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout.splitlines() == ["(1, 2) (3, 4) 4 2", "()", "DatasetError", "InputError"]
    assert open_dataset(tmp_path / "dataset").versions() == [3, 4]
