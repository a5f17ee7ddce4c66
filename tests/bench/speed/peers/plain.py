"""A loop over JSON lines: ftfy, but leaving Chinese marks, t2s, a regex for pinyin in brackets; Parquet out.

What tests.bench.damage calls "ftfy + t2s + regex". A script, not a module of ours: `plain.py FOLDER OUT`.
"""

import json
import re
import sys
from pathlib import Path

BATCH = 1000
PINYIN = re.compile(r"(?<=[\u3400-\u9fff])[(（][a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿ]{1,6}[)）]")
LEAST = 10  # characters of a document that is kept


def main(folder: Path, out: Path) -> None:
    import ftfy
    import pyarrow as pa
    import pyarrow.parquet as pq
    from opencc import OpenCC

    for_chinese = ftfy.TextFixerConfig(
        uncurl_quotes=False, fix_character_width=False, fix_latin_ligatures=False, normalization=None
    )
    to_hans = OpenCC("t2s").convert
    schema = pa.schema([("id", pa.string()), ("text", pa.string())])
    out.mkdir(parents=True, exist_ok=True)
    rows: list[dict[str, str]] = []
    with pq.ParquetWriter(out / "part.parquet", schema, compression="zstd") as writer:
        for path in sorted(folder.rglob("*.jsonl")):
            with path.open(encoding="utf-8") as file:
                for line in file:
                    row = json.loads(line)
                    text = PINYIN.sub("", to_hans(ftfy.fix_text(row["text"], for_chinese))).strip()
                    if len(text) >= LEAST:
                        rows.append({"id": row["id"], "text": text})
                    if len(rows) == BATCH:
                        writer.write_batch(pa.RecordBatch.from_pylist(rows, schema=schema))
                        rows.clear()
        writer.write_batch(pa.RecordBatch.from_pylist(rows, schema=schema))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
