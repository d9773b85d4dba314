"""Training a model: from folders of text to a detector, by function and by command."""

from __future__ import annotations

import gzip
import inspect
import json
import pickle
import resource
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import zstandard
from saring_cli import saring as command
from training_text import QUICK, WORDS, folder_of, lines, names

import saring
from saring import _core
from saring.cli.commands import build_parser
from saring.errors import UsageError


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, saring.TrainingReport]:
    folder = folder_of(tmp_path_factory.mktemp("train") / "lines")
    model = folder.parent / "own.saring"
    return model, saring.train_language_model(folder, model)


def test_a_detector_of_ones_own_knows_what_it_was_taught(
    trained: tuple[Path, saring.TrainingReport],
) -> None:
    detector = saring.Detector(trained[0])
    assert {x.code for x in detector.languages()} == set(WORDS)
    for label, words in WORDS.items():
        assert detector.detect(words).lang == label
    assert detector.detect(WORDS["aaa_Latn"], languages=["aaa_Latn", "ru"]).lang == "aaa_Latn"
    with pytest.raises(ValueError, match="jv"):
        detector.detect("rumah", languages=["jv"])


def test_a_model_without_close_languages_has_no_groups(
    trained: tuple[Path, saring.TrainingReport],
) -> None:
    found = saring.Detector(trained[0]).detect(WORDS["aaa_Latn"])
    assert found.lang == "aaa_Latn"
    assert found.group is None


def test_the_report_tells_scores_by_length_and_by_language(
    trained: tuple[Path, saring.TrainingReport],
) -> None:
    model, report = trained
    assert list(report.macro_f1) == [1, 2, 4, 8, 16, None]
    assert report.macro_f1[None] > 0.95
    assert set(report.f1) == set(WORDS)
    assert list(report.f1.values()) == sorted(report.f1.values())
    assert json.loads(model.with_suffix(".json").read_bytes()) == report.data
    held_out = report.data["labels"]["rus_Cyrl"]
    assert held_out["lines"] + held_out["held_out_lines"] == 300
    assert held_out["held_out_lines"] == sum(map(_core.is_held_out, lines("rus_Cyrl").splitlines()))
    for part in ("macro F1", "worst languages", "zsm_Latn", "whole"):
        assert part in str(report)
        assert part in report._repr_html_()


def test_pairs_that_are_confused_are_listed_with_their_share(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "lines", ["bbb_Latn", "rus_Cyrl"])
    same = lines("aaa_Latn", 600).splitlines(keepends=True)
    (folder / "aaa_Latn.txt").write_text("".join(same[:300]))
    (folder / "ccc_Latn.txt").write_text("".join(same[300:]))
    report = saring.train_language_model(folder, tmp_path / "m.saring", **QUICK)
    pairs = {(row["label"], row["taken_for"]): row["share"] for row in report.data["confusions"]}
    assert ("aaa_Latn", "ccc_Latn") in pairs or ("ccc_Latn", "aaa_Latn") in pairs
    assert ("bbb_Latn", "rus_Cyrl") not in pairs
    assert all(0.01 < share <= 1 for share in pairs.values())
    assert "confused" in str(report)


def _confused(*pairs: tuple[str, str, float]) -> saring.TrainingReport:
    rows = [{"label": a, "taken_for": b, "lines": 1, "share": share} for a, b, share in pairs]
    return saring.TrainingReport({"confusions": rows})


def test_what_is_confused_is_drawn_set_by_set() -> None:
    report = _confused(
        ("dan_Latn", "nob_Latn", 0.02),
        ("ind_Latn", "zsm_Latn", 0.125),
        ("zsm_Latn", "bjn_Latn", 0.05),
        ("nob_Latn", "dan_Latn", 0.03),
    )
    figure = report.plot()
    # Side by side, each large enough for the three labels of the larger one.
    assert figure.get_size_inches().tolist() == pytest.approx([3.42, 1.71])
    malay, nordic = figure.axes
    assert malay.get_title() == "bjn, ind, zsm, %"
    assert [tick.get_text() for tick in nordic.get_yticklabels()] == ["dan_Latn", "nob_Latn"]
    # Row is the label, column what it is taken for.
    shown = {(text.get_position(), text.get_text()) for text in malay.texts}
    assert shown == {((2, 1), "12"), ((0, 2), "5")}
    assert len(report.plot(most=1).axes) == 1


def test_a_picture_is_written_without_a_window(tmp_path: Path) -> None:
    path = tmp_path / "confused.svg"
    _confused(("dan_Latn", "nob_Latn", 0.02)).plot().savefig(path)
    assert path.read_text().startswith("<?xml")


def test_where_nothing_is_confused_there_is_no_picture() -> None:
    with pytest.raises(ValueError, match="no pair of languages is confused"):
        _confused().plot()


def test_the_same_text_gives_the_same_bytes_whatever_threads_and_compression(
    tmp_path: Path,
) -> None:
    plain = folder_of(tmp_path / "plain")
    packed = tmp_path / "packed" / "plain"
    packed.mkdir(parents=True)
    for number, path in enumerate(sorted(plain.iterdir())):
        data = path.read_bytes()
        if number % 2:
            (packed / f"{path.name}.zst").write_bytes(zstandard.compress(data))
        else:
            (packed / f"{path.name}.gz").write_bytes(gzip.compress(b"\xef\xbb\xbf" + data))
    saring.train_language_model(plain, tmp_path / "a.saring", num_threads=1, **QUICK)
    saring.train_language_model(packed, tmp_path / "b.saring", num_threads=3, **QUICK)
    model = (tmp_path / "a.saring").read_bytes()
    assert model == (tmp_path / "b.saring").read_bytes()
    saring.train_language_model(plain, tmp_path / "c.saring", seed=2, **QUICK)
    assert model != (tmp_path / "c.saring").read_bytes()
    first, second = (json.loads((tmp_path / f"{x}.json").read_bytes()) for x in "ab")
    assert first["sha256"] == second["sha256"]
    assert [x["sha256"] for x in first["data"]] == [x["sha256"] for x in second["data"]]


def test_labels_choose_what_is_trained(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "lines")

    def trained(labels: str | list[str]) -> set[str]:
        saring.train_language_model(folder, tmp_path / "m.saring", labels=labels, **QUICK)
        return {x.code for x in saring.Detector(tmp_path / "m.saring").languages()}

    assert trained("builtin") == {"ind_Latn", "zsm_Latn", "rus_Cyrl", "ukr_Cyrl"}
    assert trained(["builtin", "aaa_Latn"]) == set(WORDS) - {"bbb_Latn"}
    assert trained(["aaa_Latn", "id", "ru"]) == {"aaa_Latn", "ind_Latn", "rus_Cyrl"}
    with pytest.raises(UsageError, match="'jv'"):
        trained(["id", "jv"])
    with pytest.raises(UsageError, match="unknown language 'zzzz'"):
        trained(["id", "zzzz"])


def test_several_folders_are_read_in_order_and_other_files_left_alone(tmp_path: Path) -> None:
    first = folder_of(tmp_path / "one", ["aaa_Latn", "bbb_Latn"])
    second = folder_of(tmp_path / "two", ["bbb_Latn", "rus_Cyrl"])
    (first / "README.md").write_text("about")
    (first / "LABELS.tsv").write_text("label\n")
    (first / "more").mkdir()
    report = saring.train_language_model([first, second], tmp_path / "m.saring", **QUICK)
    assert [x["file"] for x in report.data["data"]] == [
        "one/aaa_Latn.txt",
        "one/bbb_Latn.txt",
        "two/bbb_Latn.txt",
        "two/rus_Cyrl.txt",
    ]
    assert report.data["command"] == "saring train-lang one two -o m.saring"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("english.txt", b"some words\n", "english.txt': language label 'english'"),
        ("eng_Xxxx.txt", b"some words\n", "eng_Xxxx.txt': language label"),
        ("eng_Latn.txt", b"", "eng_Latn.txt' is empty"),
        ("eng_Latn.txt", b"\n \n", "eng_Latn.txt' is empty"),
        ("eng_Latn.txt", b"one\ntwo\xff\n", r"eng_Latn.txt', line 2: not UTF-8 \(byte 0xff at col"),
        ("eng_Latn.txt", "слова\n".encode(), "no line to train on has words of script Latn"),
        ("eng_Latn.txt.gz", gzip.compress(b"words\n" * 99, mtime=0)[:30], "the file was cut"),
        ("eng_Latn.txt.zst", b"no zstd", "the Zstandard stream is damaged"),
        ("aaa_Latn.txt.gz", gzip.compress(b"some words\n", mtime=0), "are of one label"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    folder = folder_of(tmp_path / "lines", ["aaa_Latn", "bbb_Latn"])
    (folder / name).write_bytes(content)
    with pytest.raises(UsageError, match=message):
        saring.train_language_model(folder, tmp_path / "m.saring", **QUICK)
    assert names(tmp_path) == ["lines"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"epochs": 0}, "epochs must be at least 1"),
        ({"size": 0.0}, "size must be over 0"),
        ({"size": float("nan")}, "size must be over 0"),
        ({"seed": -1}, "seed must be at least 0"),
        ({"seed": 1 << 64}, "seed must be below"),
        ({"epochs": 1 << 32}, "epochs must be below"),
        ({"max_lines": 1 << 64}, "max_lines must be below"),
        ({"num_threads": -1}, "num_threads must not be negative"),
        ({"num_threads": 1 << 32}, "num_threads must not be 2"),
        ({"max_lines": 0}, "max_lines must be at least 1"),
        ({"labels": ["aaa_Latn"]}, "1 language in .*; a model needs at least two"),
        ({"report": "m.saring"}, "model and report are both"),
    ],
)
def test_options_that_make_no_sense_are_refused_before_anything_is_read(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: dict[str, object],
    message: str,
) -> None:
    folder_of(tmp_path / "lines", ["aaa_Latn", "bbb_Latn"])
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=message):
        saring.train_language_model("lines", "m.saring", **options)  # type: ignore[arg-type]
    assert names(tmp_path) == ["lines"]


def test_folders_and_outputs_that_are_not_there_are_named(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "lines", ["aaa_Latn", "bbb_Latn"])
    with pytest.raises(UsageError, match="nowhere' does not exist"):
        saring.train_language_model(tmp_path / "nowhere", tmp_path / "m.saring")
    with pytest.raises(UsageError, match=r"aaa_Latn\.txt' is a file"):
        saring.train_language_model(folder / "aaa_Latn.txt", tmp_path / "m.saring")
    with pytest.raises(UsageError, match="lines' is a folder"):
        saring.train_language_model(folder, folder)
    with pytest.raises(UsageError, match=r"m\.saring' cannot be written: Not a directory"):
        saring.train_language_model(folder, folder / "aaa_Latn.txt" / "m.saring")
    with pytest.raises(UsageError, match=r"/proc/gone/m\.saring' cannot be written"):
        saring.train_language_model(folder, "/proc/gone/m.saring")


def test_a_small_size_makes_a_small_model(
    tmp_path: Path, trained: tuple[Path, saring.TrainingReport]
) -> None:
    folder = trained[0].parent / "lines"
    saring.train_language_model(folder, tmp_path / "m.saring", size=0.01)
    size = (tmp_path / "m.saring").stat().st_size
    assert size < trained[0].stat().st_size
    assert size < 20_000


def test_progress_is_reported_step_by_step(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "lines")
    news: list[tuple[str, int]] = []

    class Watcher:
        def stage(self, name: str, total: int) -> None:
            news.append((name, total))

        def advance(self, done: int, documents: int) -> None:
            assert 0 < done <= news[-1][1]
            assert documents > 0

    saring.train_language_model(folder, tmp_path / "m.saring", epochs=12, observer=Watcher())
    stages = dict(news)
    assert next(iter(stages)) == "loading"
    assert list(stages)[-1] == "scoring"
    assert stages["loading"] == sum(path.stat().st_size for path in folder.iterdir())


def test_the_command_writes_model_and_report_and_prints_tables(tmp_path: Path) -> None:
    folder_of(tmp_path / "lines")
    options = ("--labels", "aaa_Latn,bbb_Latn,ru", "--report", "scores.json", "--epochs", "1")
    result = command("train-lang", "lines", "-o", "m.saring", *options, cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert "worst languages" in result.stdout.decode()
    assert names(tmp_path) == ["lines", "m.saring", "scores.json"]
    assert saring.Detector(tmp_path / "m.saring").detect(WORDS["bbb_Latn"]).lang == "bbb_Latn"
    quiet = command("train-lang", "lines", "-o", "q.saring", *options, "-q", cwd=tmp_path)
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, b"", b"")
    assert (tmp_path / "q.saring").read_bytes() == (tmp_path / "m.saring").read_bytes()


def test_the_command_has_the_options_of_the_function_with_the_same_defaults() -> None:
    parsed = vars(build_parser().parse_args(["train-lang", "lines", "-o", "m.saring"]))
    function = {
        name: parameter.default
        for name, parameter in inspect.signature(saring.train_language_model).parameters.items()
        if parameter.default is not parameter.empty and name != "observer"
    }
    assert {**function, "word_lists": []} == {name: parsed.pop(name) for name in function}
    assert set(parsed) == {"command", "run", "debug", "quiet", "folders", "out"}


def test_the_command_says_what_is_wrong_and_exits_with_2(tmp_path: Path) -> None:
    folder_of(tmp_path / "lines", ["aaa_Latn"])
    result = command("train-lang", "lines", "-o", "m.saring", cwd=tmp_path)
    assert result.returncode == 2
    assert b"at least two files like ind_Latn.txt" in result.stderr
    assert names(tmp_path) == ["lines"]


def test_a_full_disk_leaves_neither_model_nor_report(tmp_path: Path) -> None:
    folder_of(tmp_path / "lines")
    (tmp_path / "m.saring").write_bytes(b"the model before")

    def little_room() -> None:
        # A file over the limit fails like one on a full disk; the signal would end the process.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    arguments = ("train-lang", "lines", "-o", "m.saring")
    result = command(*arguments, cwd=tmp_path, preexec_fn=little_room)
    assert result.returncode == 3
    assert b"m.saring'" in result.stderr
    assert names(tmp_path) == ["lines", "m.saring"]
    assert (tmp_path / "m.saring").read_bytes() == b"the model before"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_in_the_middle_leaves_nothing_behind(tmp_path: Path, number: int) -> None:
    folder_of(tmp_path / "lines")
    arguments = ("train-lang", "lines", "-o", "new/m.saring", "--epochs", "100000")
    process = subprocess.Popen(
        [sys.executable, "-m", "saring", *arguments],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
    )
    assert process.stderr is not None
    while b"training" not in process.stderr.readline():
        assert process.poll() is None
    process.send_signal(number)
    assert process.wait(timeout=60) == (130 if number == signal.SIGINT else 143)
    assert b"interrupted" in process.stderr.read()
    process.stderr.close()
    assert names(tmp_path) == ["lines"]


def test_other_threads_run_while_a_model_is_trained(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "lines")
    stopped = threading.Event()
    turns = 0

    def count() -> None:
        nonlocal turns
        while not stopped.is_set():
            turns += 1
            time.sleep(0.001)

    thread = threading.Thread(target=count)
    trainer = _core.LanguageTrainer(epochs=20)
    for path in sorted(folder.iterdir()):
        trainer.add(path.stem, path.read_bytes())
    thread.start()
    before = turns
    trainer.train()
    after = turns
    stopped.set()
    thread.join()
    assert after - before > 3


def test_a_detector_of_ones_own_is_a_value(trained: tuple[Path, saring.TrainingReport]) -> None:
    detector = saring.Detector(trained[0])
    copy = pickle.loads(pickle.dumps(detector))
    assert copy == detector
    assert hash(copy) == hash(detector)
    assert detector != saring.Detector()
    assert {detector: 1}[copy] == 1
    script = f"import saring; print(hash(saring.Detector({str(trained[0])!r})))"
    other = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert int(other.stdout) == hash(detector)
    with pytest.raises(AttributeError):
        detector._path = "elsewhere"  # type: ignore[misc]


def test_a_pickled_detector_is_not_another_model(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "lines")
    model = tmp_path / "m.saring"
    saring.train_language_model(folder, model, **QUICK)
    data = pickle.dumps(saring.Detector(model))
    assert pickle.loads(data).detect(WORDS["aaa_Latn"]).lang == "aaa_Latn"
    saring.train_language_model(folder, model, seed=5, **QUICK)
    with pytest.raises(saring.ModelError, match="is not the model that was pickled"):
        pickle.loads(data)


def test_threads_share_a_detector(trained: tuple[Path, saring.TrainingReport]) -> None:
    detector = saring.Detector(trained[0])
    texts = [line for label in WORDS for line in lines(label, 50).splitlines()]
    alone = [detector.detect(text) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(detector.detect, texts * 4))
    assert together == alone * 4


def test_word_lists_teach_single_words(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "lines")
    lists = tmp_path / "lists"
    lists.mkdir()
    (lists / "aaa_Latn.tsv").write_text("grundor\t30\nkerlond\t25.5\n" * 3)
    (lists / "ccc_Latn.tsv").write_text("of no language trained\t1\n")
    report = saring.train_language_model(folder, tmp_path / "m.saring", word_lists=lists)
    assert report.data["data"][-1]["file"] == "lists/aaa_Latn.tsv"
    assert " --word-lists lists " in report.data["command"]
    detector = saring.Detector(tmp_path / "m.saring")
    assert detector.detect("grundor kerlond").lang == "aaa_Latn"
    saring.train_language_model(folder, tmp_path / "plain.saring")
    assert saring.Detector(tmp_path / "plain.saring").detect("grundor kerlond").lang != "aaa_Latn"


@pytest.mark.parametrize(
    "line", ["word", "word\t", "word\t0", "word\t-1", "word\tnan", "word\tmany"]
)
def test_a_line_that_is_no_word_with_a_frequency_is_named(tmp_path: Path, line: str) -> None:
    folder = folder_of(tmp_path / "lines")
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "aaa_Latn.tsv").write_text(f"good\t1\n\n{line}\n")
    with pytest.raises(
        UsageError, match=r"aaa_Latn\.tsv', line 3: expected a word, a tab and a num"
    ):
        saring.train_language_model(
            folder, tmp_path / "m.saring", word_lists=[tmp_path / "lists"], **QUICK
        )
    with pytest.raises(UsageError, match=r"no word list like ind_Latn\.tsv"):
        saring.train_language_model(folder, tmp_path / "m.saring", word_lists=folder, **QUICK)
    assert names(tmp_path) == ["lines", "lists"]
