"""What there is to clean: the files of corpora, counted, and in shards. Nothing is read but listings."""

from __future__ import annotations

import hashlib
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby

from jiaokan.errors import InputError
from jiaokan.furniture import choose_files
from jiaokan.read import SourceFile, discover, reader_of
from jiaokan.read.span import split_file
from jiaokan.settings import Settings

SHARD_FILES = 500
# Of corpora that are small, shards are: so that workers end together. A shard costs some milliseconds.
SHARD_BYTES, LEAST_SHARD_BYTES = 16 << 20, 2 << 20
ENOUGH_SHARDS = 32


@dataclass(frozen=True, slots=True)
class Survey:
    """What there is to do. `samples`: of each source the files its furniture is learned from."""

    n_files: int
    n_parts: int  # files, or parts of big ones, as nearly as their sizes tell
    shard_bytes: int
    samples: dict[str, list[SourceFile]]


def shard_bytes(n_bytes: int) -> int:
    """Of corpora of so many bytes; the same with any number of workers, so that others go on where a run was cut off.

    A power of two, so that a few files more don't make all shards others.
    """
    size = LEAST_SHARD_BYTES
    while size < SHARD_BYTES and size * ENOUGH_SHARDS < n_bytes:
        size *= 2
    return size


def survey(corpora: Sequence[str], base: Settings) -> Survey:
    """Raises InputError where there are no files, and for a name that a source has twice."""
    n_bytes = n_small = 0
    big = array("Q")  # bytes of those that may come in parts
    keys = array("Q")
    samples: dict[str, list[SourceFile]] = {}

    def counted(files: Iterable[SourceFile]) -> Iterator[SourceFile]:
        nonlocal n_bytes, n_small
        for file in files:
            size = _size(file)
            n_bytes += size
            if _n_parts(file, size, LEAST_SHARD_BYTES) > 1:
                big.append(size)
            else:
                n_small += 1
            keys.append(_key(file))
            yield file

    for corpus in corpora:
        for source_id, files in groupby(discover(corpus, base), key=lambda file: file.source_id):
            known = samples.get(source_id, ())
            samples[source_id] = choose_files(chain(known, counted(files)))
    if not keys:
        raise InputError(f"no files in {', '.join(corpora) or 'no corpus'}")
    n_files = len(keys)
    repeated = _repeated(keys)
    if repeated:
        files = (file for corpus in corpora for file in discover(corpus, base) if _key(file) in repeated)
        (source_id, name), n = Counter((file.source_id, file.uri) for file in files).most_common(1)[0]
        if n > 1:
            raise InputError(f"{name} of source {source_id} was given twice: by two corpora with a source of that name")
    of_shard = shard_bytes(n_bytes)
    return Survey(n_files, n_small + sum(-(-size // of_shard) for size in big), of_shard, samples)


def _key(file: SourceFile) -> int:
    """The file's name in 8 bytes."""
    name = f"{file.source_id}\0{file.uri}".encode("utf-8", "surrogateescape")
    return int.from_bytes(hashlib.blake2b(name, digest_size=8).digest())


def _repeated(keys: array[int]) -> set[int]:
    import numpy as np

    ordered = np.sort(np.frombuffer(keys, np.uint64))
    return set(ordered[1:][ordered[1:] == ordered[:-1]].tolist())


def count_parts(file: SourceFile) -> int:
    """In how many parts it comes at most."""
    return _n_parts(file, _size(file), LEAST_SHARD_BYTES)


def _n_parts(file: SourceFile, size: int, part_bytes: int) -> int:
    """One unless it is bigger than a part, and of a kind that can be read in parts."""
    return -(-size // max(part_bytes, 1)) if size > part_bytes and reader_of(file.path, file.settings).can_span else 1


def iter_parts(file: SourceFile, part_bytes: int = SHARD_BYTES) -> Iterator[SourceFile]:
    """The file, or its parts where it is big and can be parted: each is read by itself, by any worker."""
    size = _size(file)
    n_parts = _n_parts(file, size, part_bytes)
    if n_parts == 1:
        yield file
        return
    try:
        yield from split_file(file, -(-size // n_parts))
    except OSError:  # reading it will say what is wrong
        yield file


def iter_shards(
    files: Iterable[SourceFile], max_files: int = SHARD_FILES, max_bytes: int = SHARD_BYTES
) -> Iterator[list[SourceFile]]:
    """The files in their order, in shards of one source and of limited size; a larger file is one by itself."""
    shard_files: list[SourceFile] = []
    n_bytes = 0
    for file in files:
        size = _size(file)
        full = len(shard_files) >= max_files or n_bytes + size > max_bytes
        if shard_files and (full or file.source_id != shard_files[0].source_id):
            yield shard_files
            shard_files, n_bytes = [], 0
        shard_files.append(file)
        n_bytes += size
    if shard_files:
        yield shard_files


def _size(file: SourceFile) -> int:
    if file.span is not None:
        return file.span.stop - file.span.start
    if file.n_bytes is not None or isinstance(file.path, str):
        return file.n_bytes or 0
    try:
        return file.path.stat().st_size
    except OSError:  # reading it will say what is wrong
        return 0
