"""Arrays of pyarrow with one field or value damaged at random: read like pyarrow, or refused."""

from __future__ import annotations

import ctypes
import random

import pyarrow as pa
import pytest
from arrow_producers import Array, Producer, Schema, texts_of


class Exported(Producer):
    """A pyarrow array with memory that a test may change."""

    def __init__(self, source: pa.Array) -> None:
        self.source = source
        self.schema, self.array = Schema(), Array()
        source._export_to_c(ctypes.addressof(self.array), ctypes.addressof(self.schema))

    def has_views(self) -> bool:
        return self.source.type in (pa.string_view(), pa.binary_view())


WORDS = ["satu", "", "dua belas kapal berlabuh", "é", "tiga", "kampung nelayan di muara sungai"] * 4
NULLED = [None if i % 5 == 3 else word for i, word in enumerate(WORDS)]
CODES = [
    pa.int8(),
    pa.uint8(),
    pa.int16(),
    pa.uint16(),
    pa.int32(),
    pa.uint32(),
    pa.int64(),
    pa.uint64(),
]
TYPES = [
    pa.string(),
    pa.large_string(),
    pa.string_view(),
    pa.binary(),
    pa.large_binary(),
    pa.binary_view(),
]


def sound_array(rng: random.Random) -> pa.Array:
    """A new array of any type, with or without nulls, whole or sliced."""
    words = rng.choice([WORDS, NULLED])
    kind = rng.choice([*TYPES, *CODES])
    if kind in TYPES:
        array = pa.array(
            [w if w is None or pa.types.is_unicode(kind) else w.encode() for w in words], kind
        )
    else:
        codes = pa.array([rng.choice([*range(len(words)), None]) for _ in range(30)], kind)
        array = pa.DictionaryArray.from_arrays(codes, pa.array(words, rng.choice(TYPES[:2])))
    if rng.random() < 0.5:
        return array
    start = rng.randrange(len(array))
    return array.slice(start, rng.randrange(len(array) - start))


def damage_field(producer: Exported, rng: random.Random) -> bool:
    """Change one field; return whether rows may be null that were not, or the other way round."""
    array = producer.array
    if array.dictionary and rng.random() < 0.3:
        array = array.dictionary.contents
    kind = rng.choice(["length", "null_count", "offset", "n_buffers", "pointer", "all"])
    if kind == "pointer":
        i = rng.randrange(array.n_buffers)
        array.buffers[i] = None
        return i == 0
    if kind == "all":
        array.buffers = None
        return False
    # What only makes an array or a list of buffers longer cannot be noticed.
    wrong = [-(2**63), -(2**31), -3, 2**56, 2**62, 2**63 - 1]
    most = array.n_buffers if producer.has_views() and kind == "n_buffers" else 5
    small = [] if kind in ("length", "offset") else [*range(most + 1)]
    setattr(array, kind, rng.choice(wrong + small))
    return kind == "null_count"


def damage_content(producer: Exported, rng: random.Random) -> None:
    """Change one offset (not the last), one part of a view, one size or one index."""
    array, kind = producer.array, producer.source.type
    if pa.types.is_dictionary(kind):
        width = kind.index_type.bit_width // 8
        at = array.offset + rng.randrange(array.length)
    elif producer.has_views():
        width, at = 4, 4 * array.offset + rng.randrange(4 * array.length)
    else:
        width = 8 if kind in (pa.large_string(), pa.large_binary()) else 4
        at = array.offset + rng.randrange(array.length)
    bits = 8 * width
    value = rng.choice([0, 1, 12, 13, 2 ** (bits - 1), 2**bits - 1, rng.getrandbits(bits)])
    address = array.buffers[1] + width * at
    ctypes.memmove(address, value.to_bytes(width, "little"), width)


def as_text(value: str | bytes | None) -> str | None:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


@pytest.mark.parametrize("seed", range(8))
def test_an_array_with_one_damaged_field_is_read_rightly_or_refused(seed: int) -> None:
    rng = random.Random(seed)
    outcomes = set()
    for _ in range(150):
        array = sound_array(rng)
        producer = Exported(array)
        nulls_may_differ = damage_field(producer, rng)
        expected = [as_text(value) for value in array.to_pylist()]
        try:
            found = texts_of(producer)
        except (TypeError, ValueError) as error:
            assert str(error).startswith("texts")
            outcomes.add("refused")
            continue
        outcomes.add("read")
        assert len(found) == len(expected)
        assert nulls_may_differ or found == expected
    assert outcomes == {"read", "refused"}


@pytest.mark.parametrize("seed", range(8))
def test_an_array_with_one_damaged_value_is_read_as_pyarrow_reads_it_or_refused(seed: int) -> None:
    rng = random.Random(seed)
    outcomes = set()
    for _ in range(150):
        array = sound_array(rng)
        if len(array) == 0:
            continue
        damage_content(producer := Exported(array), rng)
        try:
            found = texts_of(producer)
        except ValueError as error:
            assert str(error).startswith("texts")
            outcomes.add("refused")
            with pytest.raises(pa.lib.ArrowException):
                array.validate(full=True)
            continue
        assert len(found) == len(array)
        try:
            array.validate(full=True)
        except pa.lib.ArrowException:
            outcomes.add("repaired")  # ended inside a character, or in a row that is null
            continue
        outcomes.add("read")
        assert found == [as_text(value) for value in array.to_pylist()]
    assert {"read", "refused"} <= outcomes


def test_a_sound_array_is_read_as_pyarrow_reads_it() -> None:
    rng = random.Random(7)
    for _ in range(200):
        array = sound_array(rng)
        expected = [as_text(value) for value in array.to_pylist()]
        assert texts_of(Exported(array)) == expected
        assert texts_of(array) == expected
        chunks = pa.chunked_array([array, array.slice(len(array) // 2), array.slice(0, 0)])
        assert texts_of(chunks) == [as_text(value) for value in chunks.to_pylist()]
