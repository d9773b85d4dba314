"""Results and tools can be pickled and copied; no damaged pickle makes the core read outside."""

import copy
import dataclasses
import pickle
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import saring
from saring import _core, dedup, text
from saring.errors import MissingExtraError, UsageError

TEXTS = [
    "Warga desa menanam pohon di tepi sungai sejak pagi hari.",
    None,
    "Деревня сажает деревья у реки, сообщил старый рыбак.",
    "",
    "Warga desa menanam pohon di tepi sungai sejak pagi hari!",
]
PAGE = "<html><title>Sungai</title><nav>Beranda</nav><p>Warga desa menanam pohon.</p></html>"
PAGE_TEXT = "Sungai jernih\nBandung - Warga desa menanam pohon.\nBaca juga:\nPasar dibuka"


def table(texts: list[str | None]) -> _core.Table:
    """A table with a column of each type but integers."""
    return saring.detect_batch(texts, top=2)


COLUMNS: dict[str, Callable[[], _core.Column]] = {
    "dictionary with nulls": lambda: table(TEXTS).lang,
    "dictionary": lambda: table(TEXTS[:1]).lang,
    "float with nulls": lambda: table(TEXTS).confidence,
    "bool with nulls": lambda: table(TEXTS * 5).is_reliable,
    "bool": lambda: saring.near_duplicates(TEXTS * 7).keep,
    "list of strings with nulls": lambda: table(TEXTS).top_lang,
    "list of floats with nulls": lambda: table(TEXTS).top_probability,
    "string": lambda: saring.strip_batch(TEXTS[:1]).text,
    "string with nulls": lambda: saring.strip_batch(TEXTS).text,
    "uint32": lambda: saring.near_duplicates(TEXTS).cluster,
    "uint32 with nulls": lambda: saring.strip_batch(TEXTS).num_removed_lines,
    "double": lambda: saring.near_duplicates(TEXTS).similarity,
    "uint64": lambda: dedup.shingles(TEXTS[0] or ""),
    "no rows": lambda: table([]).lang,
    "no strings": lambda: saring.strip_batch([]).text,
    "no numbers": lambda: dedup.shingles(""),
    "no lists": lambda: table([]).top_lang,
    "nulls alone": lambda: saring.strip_batch([None] * 9).text,
}
PROTOCOLS = range(2, pickle.HIGHEST_PROTOCOL + 1)
COPIES: dict[str, Callable[[Any], Any]] = {
    **{
        f"pickle {protocol}": lambda x, protocol=protocol: pickle.loads(pickle.dumps(x, protocol))
        for protocol in PROTOCOLS
    },
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
}
each_copy = pytest.mark.parametrize("copied", COPIES.values(), ids=COPIES.keys())


@each_copy
@pytest.mark.parametrize("make", COLUMNS.values(), ids=COLUMNS.keys())
def test_a_column_of_every_type_is_the_same_after_it(
    make: Callable[[], _core.Column], copied: Callable[[Any], Any]
) -> None:
    column = make()
    again = copied(column)
    assert (again.type, len(again), again.null_count) == (
        column.type,
        len(column),
        column.null_count,
    )
    assert again.to_pylist() == column.to_pylist()
    arrow = pa.array(again)
    arrow.validate(full=True)
    assert arrow.equals(pa.array(column))
    np.testing.assert_array_equal(again.to_numpy(), column.to_numpy())


@each_copy
def test_a_table_is_the_same_after_it(copied: Callable[[Any], Any]) -> None:
    made = table(TEXTS)
    again = copied(made)
    assert again.column_names == made.column_names
    assert again.to_dict() == made.to_dict()
    assert pa.table(again).equals(pa.table(made))


def test_a_column_outlives_the_pickle_that_it_comes_from() -> None:
    data = bytearray(pickle.dumps(saring.strip_batch(TEXTS).text))
    column = pickle.loads(data)
    data[:] = bytes(len(data))
    assert column.to_pylist() == saring.strip_batch(TEXTS).text.to_pylist()


RESULTS: dict[str, Callable[[], object]] = {
    "Detection": lambda: saring.detect(TEXTS[0] or ""),
    "Detection in und": lambda: saring.detect("12"),
    "LanguageSpan": lambda: saring.detect_spans("Selamat pagi semua, kawan.\nThe river is clear."),
    "Explanation": lambda: saring.detect(TEXTS[0] or "").explain(),
    "Language": lambda: saring.languages()[0],
    "Languages": saring.languages,
    "Stripped": lambda: saring.strip(PAGE_TEXT),
    "Line": lambda: saring.strip(PAGE_TEXT).lines[1],
    "Article": lambda: saring.extract(PAGE),
    "ArticleLine": lambda: saring.extract(PAGE).lines[0],
    "MinHasher": lambda: dedup.MinHasher(num_perm=16, seed=3),
    "Word": lambda: text.words("satu dua"),
    "Span": lambda: text.lines("satu\ndua"),
    "CleanReport": lambda: saring.CleanReport({"documents": {"read": 1}}, Path("out")),
    "TrainingReport": lambda: saring.TrainingReport({"labels": {"aaa_Latn": {"f1": 1.0}}}),
    "Detector": saring.Detector,
}


@each_copy
@pytest.mark.parametrize("make", RESULTS.values(), ids=RESULTS.keys())
def test_results_are_equal_after_it(
    make: Callable[[], object], copied: Callable[[Any], Any]
) -> None:
    made = make()
    again = copied(made)
    assert type(again) is type(made)
    assert again == made


@each_copy
def test_a_detection_still_answers_after_it(copied: Callable[[Any], Any]) -> None:
    found = saring.detect(TEXTS[0] or "", languages=["id", "ms", "en"])
    again = copied(found)
    assert (again.name, again.top(3)) == (found.name, found.top(3))
    assert again.explain() == found.explain()


@each_copy
def test_duplicates_are_the_same_after_it(copied: Callable[[Any], Any]) -> None:
    found = saring.near_duplicates(TEXTS)
    again = copied(found)
    assert (repr(again), again.clusters()) == (repr(found), found.clusters())
    for field in dataclasses.fields(found):
        one, other = getattr(found, field.name), getattr(again, field.name)
        if isinstance(one, _core.Table):
            assert other.to_dict() == one.to_dict()
        else:
            assert (list(other) == list(one)) if isinstance(one, _core.Column) else other == one


@each_copy
def test_signatures_are_the_same_after_it(copied: Callable[[Any], Any]) -> None:
    for texts in (TEXTS, []):
        signatures = dedup.MinHasher(num_perm=16).sign(texts)
        again = copied(signatures)
        assert len(again) == len(texts)
        assert np.array_equal(np.asarray(again), np.asarray(signatures))


@each_copy
def test_repaired_text_is_the_same_after_it(copied: Callable[[Any], Any]) -> None:
    repaired = text.Repaired(b"\xff\xfeab")
    again = copied(repaired)
    assert again.text == repaired.text
    assert again.byte_offset([0, 1, 2, 4]) == repaired.byte_offset([0, 1, 2, 4])


@each_copy
def test_a_stripper_takes_its_rules_along(copied: Callable[[Any], Any], tmp_path: Path) -> None:
    rules = tmp_path / "und.tsv"
    rules.write_text("my.rule\tshare_line\t\tfrobnicate\tFrobnicate\tno\tme\n")
    stripper = saring.LineStripper(rules=[rules], model=False)
    rules.unlink()
    again = copied(stripper)
    assert again.rules() == stripper.rules()
    page = "Frobnicate\nKeep this"
    assert again.strip(page) == stripper.strip(page)
    assert again.strip(page).lines[0].rule == "my.rule"


ERRORS: dict[str, Callable[[], Exception]] = {
    "SaringError": lambda: saring.SaringError("what"),
    "InvalidUtf8Error": lambda: saring.InvalidUtf8Error("byte 3"),
    "ModelError": lambda: saring.ModelError("what"),
    "RuleError": lambda: saring.RuleError("a.tsv:3: what"),
    "UsageError": lambda: UsageError("what"),
    "MissingExtraError": lambda: MissingExtraError("what", name="orjson"),
}


@each_copy
@pytest.mark.parametrize("make", ERRORS.values(), ids=ERRORS.keys())
def test_errors_keep_what_they_say_and_carry(
    make: Callable[[], Exception], copied: Callable[[Any], Any]
) -> None:
    error = make()
    error.offset = 3  # type: ignore[attr-defined]
    error.add_note("a note")
    again = copied(error)
    assert type(again) is type(error)
    assert (again.args, vars(again)) == (error.args, vars(error))
    assert getattr(again, "name", "") == getattr(error, "name", "")


def test_counts_of_a_run_can_be_pickled_and_damage_is_an_error() -> None:
    counts = pickle.loads(pickle.dumps(_core.CleanTally()))
    assert counts.to_dict() == _core.CleanTally().to_dict()
    with pytest.raises(saring.ModelError, match="saved counts"):
        _core.CleanTally(b"12345")


def test_what_a_run_is_made_of_cannot_be_pickled_and_says_so() -> None:
    for thing in (_core.DocumentTable(), _core.CopyFinder()):
        for make in (pickle.dumps, copy.copy, copy.deepcopy):
            with pytest.raises(TypeError, match=f"cannot pickle.*{type(thing).__name__}"):
                make(thing)


def test_no_object_of_the_core_is_made_without_its_constructor() -> None:
    classes = [value for value in vars(_core).values() if isinstance(value, type)]
    classes = [cls for cls in classes if not issubclass(cls, Exception)]
    assert len(classes) > 10
    for cls in classes:
        for make in (lambda cls=cls: cls.__new__(cls), lambda cls=cls: object.__new__(cls)):
            with pytest.raises(TypeError, match="is not safe"):
                make()


def number(value: int) -> bytes:
    """Eight bytes, little-endian."""
    return value.to_bytes(8, "little", signed=True)


STRINGS = (1, "U", 2, None, (number(0) + number(2) + number(3), b"abc"), (), None)
CODES = (1, "i", 3, None, (np.array([0, 1, 1], "<i4").tobytes(),), (), STRINGS)
LISTS = (1, "+L", 2, b"\x01", (number(0) + number(2) + number(2),), (STRINGS,), None)


def changed(state: tuple[Any, ...], field: int, value: object) -> tuple[Any, ...]:
    """The state with one field replaced."""
    return (*state[:field], value, *state[field + 1 :])


def test_states_that_are_whole_make_columns() -> None:
    assert _core.Column(STRINGS).to_pylist() == ["ab", "c"]
    assert _core.Column(CODES).to_pylist() == ["ab", "c", "c"]
    assert _core.Column(LISTS).to_pylist() == [["ab", "c"], None]


@pytest.mark.parametrize(
    ("state", "what"),
    [
        (None, "must be a tuple"),
        (list(STRINGS), "must be a tuple"),
        (STRINGS[:6], "7 fields"),
        ((*STRINGS, None), "7 fields"),
        (changed(STRINGS, 0, 2), "another version"),
        (changed(STRINGS, 0, "1"), "must be an int"),
        (changed(STRINGS, 1, "u"), "its format"),
        (changed(STRINGS, 1, "U\0"), "must be a str|its format"),
        (changed(STRINGS, 1, "\ud800"), "must be a str"),
        (changed(STRINGS, 1, b"U"), "must be a str"),
        (changed(STRINGS, 2, 3), "offsets do not fit"),
        (changed(STRINGS, 2, 1), "offsets do not fit"),
        (changed(STRINGS, 2, -1), "out of range"),
        (changed(STRINGS, 2, (1 << 63) - 1), "out of range"),
        (changed(STRINGS, 2, 1 << 64), "out of range"),
        (changed(STRINGS, 2, (1 << 61) // 8), "out of range|do not fit"),
        (changed(STRINGS, 2, 2.0), "must be an int"),
        (changed(STRINGS, 3, b""), "its validity does not fit"),
        (changed(STRINGS, 3, b"\x01\x01"), "its validity does not fit"),
        (changed(STRINGS, 3, "\x01"), "must be bytes"),
        (changed(STRINGS, 4, ()), "number of buffers"),
        (changed(STRINGS, 4, (*STRINGS[4], b"")), "number of buffers"),
        (changed(STRINGS, 4, (STRINGS[4][0], b"ab")), "do not divide"),
        (changed(STRINGS, 4, (STRINGS[4][0], b"abcd")), "do not divide"),
        (changed(STRINGS, 4, (STRINGS[4][0][:-1], b"abc")), "do not fit"),
        (changed(STRINGS, 4, (STRINGS[4][0], None)), "must be bytes"),
        (changed(STRINGS, 4, (STRINGS[4][0], bytearray(b"abc"))), "must be bytes"),
        (changed(STRINGS, 4, (number(0) + number(3) + number(2), b"ab")), "do not divide"),
        (changed(STRINGS, 4, (number(0) + number(-1) + number(3), b"abc")), "do not divide"),
        (changed(STRINGS, 4, (number(1) + number(2) + number(3), b"abc")), "do not divide"),
        (changed(STRINGS, 4, (STRINGS[4][0], b"ab\xff")), "UTF-8"),
        (changed(STRINGS, 4, (number(0) + number(1) + number(3), "éa".encode())), "UTF-8"),
        (changed(STRINGS, 5, (STRINGS,)), "number of children"),
        (changed(STRINGS, 6, STRINGS), "not of strings"),
        ((1, "l", 2, None, (number(1),), (), None), "do not fit"),
        ((1, "f", 2, None, (number(1) + b"x",), (), None), "do not fit"),
        ((1, "b", 9, None, (b"\x01",), (), None), "do not fit"),
        (changed(CODES, 4, (np.array([0, 2, 1], "<i4").tobytes(),)), "not in its dictionary"),
        (changed(CODES, 4, (np.array([0, -1, 1], "<i4").tobytes(),)), "not in its dictionary"),
        (changed(CODES, 1, "I"), "not of strings"),
        (changed(CODES, 6, LISTS), "number of children"),
        (changed(CODES, 6, CODES), "not of strings"),
        (changed(CODES, 6, changed(STRINGS, 3, b"\x01")), "not of strings"),
        (changed(CODES, 6, (1, "i", 0, None, (b"",), (), None)), "not of strings"),
        (changed(LISTS, 5, ()), "number of children"),
        (changed(LISTS, 5, (STRINGS, STRINGS)), "number of children"),
        (changed(LISTS, 5, (LISTS,)), "number of children"),
        (changed(LISTS, 4, (number(0) + number(2) + number(3),)), "do not divide"),
    ],
)  # fmt: skip
def test_a_damaged_state_of_a_column_is_refused(state: object, what: str) -> None:
    with pytest.raises(ValueError, match=what):
        _core.Column(state)


def test_a_state_that_contains_itself_is_refused() -> None:
    children: tuple[Any, ...] = LISTS
    for _ in range(100_000):
        children = changed(LISTS, 5, (children,))
    with pytest.raises(ValueError, match="number of children"):
        _core.Column(children)
    while children[5]:  # let go of level by level
        children = children[5][0]


def test_a_damaged_state_of_a_table_is_refused() -> None:
    one, other = _core.Column(STRINGS), _core.Column(CODES)
    assert _core.Table((1, (("a", one), ("b", one)))).to_dict() == {
        "a": ["ab", "c"],
        "b": ["ab", "c"],
    }
    for state, what in (
        (None, "not a pair"),
        ((2, ()), "another version"),
        ((1, [("a", one)]), "must be in a tuple"),
        ((1, (("a", one), ("a", one))), "one name"),
        ((1, (("a", one), ("b", other))), "differ in length"),
        ((1, (("a",),)), "not a pair"),
        ((1, ((b"a", one),)), "must be a str"),
        ((1, (("\ud800", one),)), "must be a str"),
        ((1, (("a", [1, 2]),)), "must be a Column"),
        ((1, (("a", None),)), "must be a Column"),
    ):
        with pytest.raises(ValueError, match=what):
            _core.Table(state)


def test_damaged_signatures_are_refused() -> None:
    for num_perm, size in ((16, 63), (0, 0), (0, 64), (16, 4), (1 << 31, 4)):
        with pytest.raises(ValueError, match="not signatures"):
            _core.Signatures(num_perm, bytes(size))


def damaged(state: Any, chance: random.Random) -> Any:
    """The state with one thing in it changed: a number, a byte, a length or a type."""
    if isinstance(state, tuple) and state and chance.random() < 0.9:
        field = chance.randrange(len(state))
        return changed(state, field, damaged(state[field], chance))
    if isinstance(state, bytes) and state and chance.random() < 0.9:
        at = chance.randrange(len(state))
        return chance.choice(
            [
                state[:at] + bytes([chance.choice([0, 1, 127, 128, 255])]) + state[at + 1 :],
                state[:at] + bytes([state[at] ^ (1 << chance.randrange(8))]) + state[at + 1 :],
                state[:at],
                state[at:],
                state + state[:8],
            ]
        )
    if isinstance(state, int) and chance.random() < 0.9:
        return state + chance.choice([-1, 1, 8, -state, 1 << 31, 1 << 62, -(1 << 63)])
    return chance.choice([None, b"", b"\0" * 8, (), "U", "+L", "i", 0, 1, -1, 1.5, STRINGS])


def use(column: _core.Column) -> None:
    """Read all that a column has, as pyarrow and Python see it."""
    values = column.to_pylist()
    arrow = pa.array(column)
    arrow.validate(full=True)
    assert repr(arrow.to_pylist()) == repr(values)  # NaN is not equal to itself
    assert column.null_count == sum(value is None for value in values)
    repr(column)
    column.to_numpy()
    assert repr(_core.Column(*column.__reduce__()[1]).to_pylist()) == repr(values)


def test_columns_of_damaged_states_are_refused_or_whole() -> None:
    chance = random.Random(11)
    states = [make().__reduce__()[1][0] for make in COLUMNS.values()]
    refused = used = 0
    for _ in range(6000):
        state = damaged(chance.choice(states), chance)
        try:
            column = _core.Column(state)
        except ValueError:
            refused += 1
        else:
            use(column)
            used += 1
    assert refused > 2000
    assert used > 300


@pytest.mark.parametrize("kind", [saring.Table, saring.Column])
def test_what_could_not_be_made_is_not_among_the_variables_of_the_traceback(
    kind: Callable[[Any], object],
) -> None:
    with pytest.raises(ValueError, match="the state of a") as caught:
        kind(5)
    frame = caught.tb
    while frame.tb_next:
        frame = frame.tb_next
    assert "self" not in frame.tb_frame.f_locals
