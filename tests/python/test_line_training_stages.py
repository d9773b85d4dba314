"""The stages of a line model, their export, and the scores of the report."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
import pytest
from labelled_text import QUICK, rows

import saring
from saring import _core
from saring.errors import UsageError
from saring.training.strip import stages
from saring.training.strip.export import pack_trees, pack_words
from saring.training.strip.scores import Tally, kept_lines

HEADER = struct.Struct("<IIIff")  # depth, trees, tests, bias, step


def documents() -> list[stages.Document]:
    made = [stages.Document(text="\n".join(row["lines"]), targets=row["keep"]) for row in rows()]
    stages.set_units(made)
    return made


def trained(made: list[stages.Document], **options: Any) -> stages.Trained:
    folds = [number // 6 for number in range(len(made))]
    return stages.train(made, folds, 1, **{**QUICK, **options})


def test_the_file_gives_the_probabilities_of_the_trees() -> None:
    made = documents()
    model = trained(made).model
    expected = model.predict(made)
    assert expected.max() - expected.min() > 0.3
    stripper = _core.LineStripper([], True, model.pack(), "m")  # type: ignore[arg-type]
    at = 0
    for d in made:
        lines = stripper.strip(d.text, "", None, 0.0, "", None).lines()
        scores = [line[4] for line in lines[1:]]  # structure decides about the first
        assert scores == pytest.approx(expected[at + 1 : at + len(d.units)].tolist(), abs=0.02)
        at += len(d.units)


def test_word_weights_without_a_fold_do_not_depend_on_its_labels() -> None:
    made = documents()
    before = trained(made)
    for d in made[:6]:  # the first fold
        d.targets = [1 - label for label in d.targets]
    after = trained(made)
    assert before.by_fold[0].words == after.by_fold[0].words
    assert before.by_fold[1].words != after.by_fold[1].words


def test_steps_are_told_as_often_as_promised() -> None:
    steps: list[str] = []
    trained(documents(), step=steps.append)
    assert steps == ["words"] * 5 + ["lines"] * 5 + ["document"] * 5


def test_skipped_lines_leave_the_others_to_learn_from() -> None:
    plain = stages.Document(text="A sentence.\nMenu", targets=[1, 0])
    text = plain.text + "\nwho knows" * 5000
    skipped = stages.Document(text=text, targets=[*plain.targets, *[-1] * 5000])
    stages.set_units([plain, skipped])
    use = stages.sampled([skipped], 1)
    assert use.nonzero()[0].tolist() == [0, 1]
    for weights in (stages.line_weights, stages.document_weights):
        alone = weights([plain, plain], np.ones(4, bool))
        beside = weights([plain, skipped], np.concatenate([np.ones(2, bool), use]))
        assert beside[:4] == pytest.approx(alone)


def test_labels_of_one_kind_alone_teach_nothing() -> None:
    made = documents()
    for d in made:
        d.targets = [1] * len(d.targets)
    with pytest.raises(UsageError, match="nothing can be learned from these documents"):
        trained(made)


def test_a_tree_without_splits_is_added_to_the_bias() -> None:
    packed = pack_trees([{"splits": [], "leaf_values": [0.5]}, {"leaf_values": [1.0]}], 2.0, [0.25])
    assert HEADER.unpack(packed) == (_core.TREE_DEPTH, 0, 0, 3.25, 0.0)


def test_a_shallow_tree_repeats_its_first_test() -> None:
    tree = {
        "splits": [{"float_feature_index": 3, "border": 0.5}],
        "leaf_values": [-1.0, 1.0],
    }
    packed = pack_trees([tree], 1.0, 0.0)
    depth, trees, tests, bias, step = HEADER.unpack_from(packed)
    assert (trees, tests, bias) == (1, 1, 0)
    assert struct.unpack_from("<If", packed, HEADER.size) == (3, 0.5)
    rest = packed[HEADER.size + 8 :]
    assert rest[: 2 * depth] == bytes(2 * depth)
    leaves = np.frombuffer(rest[2 * depth :], "i1")
    assert len(leaves) == 1 << depth
    assert (leaves[::2] * step).tolist() == pytest.approx([-1.0] * 32)
    assert (leaves[1::2] * step).tolist() == pytest.approx([1.0] * 32)


def test_word_weights_are_a_scale_and_bytes() -> None:
    assert pack_words(np.zeros(3)) == bytes(4 + 3)
    packed = pack_words(np.array([1.0, -2.0, 0.0]))
    (scale,) = struct.unpack_from("<f", packed)
    assert scale == pytest.approx(2 / 127)
    assert list(np.frombuffer(packed[4:], "i1")) == [64, -127, 0]


@pytest.mark.parametrize("text", ["ab c\r\nde\n\nfgh\n", "ab c\nde\n\nfgh"])
def test_what_is_kept_of_each_line_is_what_is_left_of_the_text(text: str) -> None:
    places = range(len(text) + 1)
    for start in places:
        for end in places[start:]:
            left = "".join((text[:start] + text[end:]).split())
            lines = list(kept_lines(text, [1, 0, 0, 1], [start], [end]))
            assert [label for label, _, _ in lines] == [1, 0, 1]
            assert [chars for _, chars, _ in lines] == [3, 2, 3]
            assert sum(kept for _, _, kept in lines) == len(left)


def test_several_ranges_of_one_line_are_all_removed() -> None:
    text = "abcdef\nghi\njkl"
    lines = list(kept_lines(text, [1, 1, 1], [1, 3, 9], [2, 5, 12]))
    assert [kept for _, _, kept in lines] == [3, 2, 2]


def test_the_figures_are_means_over_documents_and_counts_over_lines() -> None:
    tally = Tally()
    assert (tally.character_f1, tally.dropped_line_f1, tally.article_lost) == (0, 1, 0)
    tally.add([(1, 10, 10), (0, 10, 0), (-1, 99, 0)])
    tally.add([(1, 10, 0), (0, 10, 10)])
    assert tally.of_documents == [1.0, 0.0]
    assert (tally.character_f1, tally.dropped_line_f1, tally.article_lost) == (0.5, 0.5, 0.5)


def test_the_default_threshold_is_that_of_strip() -> None:
    from inspect import signature

    from saring.training.strip import THRESHOLD

    assert signature(saring.strip).parameters["threshold"].default == THRESHOLD
