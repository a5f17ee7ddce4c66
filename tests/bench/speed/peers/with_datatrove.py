"""datatrove: JSON lines, ftfy as it configures it (which leaves Chinese marks), a filter by length; Parquet out.

A script, not a module of ours: `with_datatrove.py FOLDER OUT`, or `with_datatrove.py --versions`. There is nothing in
it that converts between scripts.
"""

import json
import sys
from importlib.metadata import version
from pathlib import Path

LEAST = 10  # characters of a document that is kept


def main(folder: Path, out: Path) -> None:
    from datatrove.executor import LocalPipelineExecutor  # type: ignore[import-not-found]
    from datatrove.pipeline.filters import LambdaFilter  # type: ignore[import-not-found]
    from datatrove.pipeline.formatters import FTFYFormatter  # type: ignore[import-not-found]
    from datatrove.pipeline.readers import JsonlReader  # type: ignore[import-not-found]
    from datatrove.pipeline.writers import ParquetWriter  # type: ignore[import-not-found]

    LocalPipelineExecutor(
        [
            JsonlReader(str(folder)),
            FTFYFormatter(),
            LambdaFilter(lambda document: len(document.text) >= LEAST),
            ParquetWriter(str(out), compression="zstd"),
        ],
        tasks=1,
        logging_dir=str(out.with_name(f"{out.name}-log")),
    ).run()


if __name__ == "__main__":
    if sys.argv[1:] == ["--versions"]:
        sys.stdout.write(json.dumps({name: version(name) for name in ("datatrove", "ftfy", "pyarrow")}))
    else:
        main(Path(sys.argv[1]), Path(sys.argv[2]))
