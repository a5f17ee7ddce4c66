"""py-data-juicer with its operators for the same work; Parquet out. t2s needs the official opencc.

Where torch is not installed it installs it when it is first used: in the round that does not count.

A script, not a module of ours: `with_data_juicer.py FOLDER OUT`, or `with_data_juicer.py --versions`.
"""

import json
import sys
from importlib.metadata import version
from pathlib import Path

RECIPE = """\
project_name: bench
dataset_path: {folder}
export_path: {out}/part.parquet
work_dir: {out}-work
np: 1
auto_op_parallelism: false
use_cache: false
open_tracer: false
text_keys: text
process:
  - fix_unicode_mapper:
  - chinese_convert_mapper: {{mode: t2s}}
  - punctuation_normalization_mapper:
  - whitespace_normalization_mapper:
  - text_length_filter: {{min_len: 10}}
"""


def main(folder: Path, out: Path) -> None:
    from data_juicer.config import init_configs  # type: ignore[import-not-found]
    from data_juicer.core.executor import DefaultExecutor  # type: ignore[import-not-found]

    recipe = out.with_name(f"{out.name}.yaml")
    recipe.write_text(RECIPE.format(folder=folder, out=out), "utf-8")
    DefaultExecutor(init_configs(["--config", str(recipe)])).run()


if __name__ == "__main__":
    if sys.argv[1:] == ["--versions"]:
        names = ("py-data-juicer", "ftfy", "opencc", "datasets", "pyarrow")
        sys.stdout.write(json.dumps({name: version(name) for name in names}))
    else:
        main(Path(sys.argv[1]), Path(sys.argv[2]))
