"""Language model files that are damaged, cut or not files: an error, never a crash."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from random import Random

import pytest
from sentences import SENTENCES

import saring


def test_damaged_model_is_a_model_error(tmp_path) -> None:
    path = tmp_path / "bad.saring"
    path.write_bytes(b"not a model" * 100)
    with pytest.raises(saring.ModelError, match="magic"):
        saring.Detector(path)
    with pytest.raises(OSError, match="missing"):
        saring.Detector(tmp_path / "missing.saring")


SHIPPED = Path(saring.__file__).parent / "data" / "lang.saring"


def test_a_changed_byte_of_the_shipped_model_is_found_by_its_checksum(tmp_path) -> None:
    path = tmp_path / "changed.saring"
    content = bytearray(SHIPPED.read_bytes())
    path.write_bytes(content)
    random = Random(3)
    with open(path, "r+b") as file:
        for at in [random.randrange(128, len(content)) for _ in range(30)]:
            file.seek(at)
            file.write(bytes([content[at] ^ 1 << random.randrange(8)]))
            file.flush()
            with pytest.raises(saring.ModelError, match=r"changed\.saring: the checksum"):
                saring.Detector(path)
            file.seek(at)
            file.write(content[at : at + 1])
        file.flush()
        saring.Detector(path, verify=True)
        file.seek(len(content) - 1)
        file.write(bytes([content[-1] ^ 1]))
    saring.Detector(path, verify=False)
    with pytest.raises(saring.ModelError, match="checksum"):
        saring.Detector(path, verify=True)


def test_a_cut_model_is_an_error_that_names_it_and_never_a_crash(tmp_path) -> None:
    path = tmp_path / "cut.saring"
    shutil.copy(SHIPPED, path)
    random = Random(4)
    sizes = [path.stat().st_size - 1, *(random.randrange(path.stat().st_size) for _ in range(50))]
    for size in sorted([*sizes, 128, 127, 8, 0], reverse=True):
        os.truncate(path, size)
        for verify in (True, False):
            with pytest.raises(saring.ModelError, match=r"cut\.saring"):
                saring.Detector(path, verify=verify)


def test_a_detector_answers_the_same_after_its_file_was_cut_or_overwritten(tmp_path) -> None:
    path = tmp_path / "own.saring"
    shutil.copy(SHIPPED, path)
    detector = saring.Detector(path)
    # Nothing was detected before: what is not read yet comes from memory all the same.
    os.truncate(path, 100)
    assert [detector.detect(text).lang for text in SENTENCES.values()] == list(SENTENCES)
    path.write_bytes(b"x" * SHIPPED.stat().st_size)
    assert [detector.detect(text).lang for text in SENTENCES.values()] == list(SENTENCES)
    assert detector.detect(SENTENCES["ind_Latn"]).explain().winner == "ind_Latn"


@pytest.mark.parametrize(
    "label", [b"\xff\xfe\xfd_Latn", b"a\0b_Latn", b"a\x1bb_Latn", b"ab\n_Latn"]
)
def test_odd_bytes_in_a_label_are_a_model_error_at_load(tmp_path, label: bytes) -> None:
    path = tmp_path / "label.saring"
    content = SHIPPED.read_bytes()
    at = content.index(b"ind_Latn")
    path.write_bytes(content[:at] + label[:8].ljust(8, b"x") + content[at + 8 :])
    with pytest.raises(saring.ModelError, match="checksum"):
        saring.Detector(path)
    with pytest.raises(saring.ModelError, match="label"):
        saring.Detector(path, verify=False)


def test_pipes_devices_and_folders_are_no_models_and_are_not_waited_for(tmp_path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (pipe, "/dev/zero", "/dev/null"):
        with pytest.raises(saring.ModelError, match="not a regular file"):
            saring.Detector(path)
    with pytest.raises(IsADirectoryError):
        saring.Detector(tmp_path)
    huge = tmp_path / "huge"
    huge.touch()
    os.truncate(huge, 1 << 40)
    with pytest.raises(saring.ModelError, match="at most"):
        saring.Detector(huge)
