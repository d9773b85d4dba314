"""Which files a run reads, the names of its outputs, and what it refuses before it starts."""

import os
import stat
import unicodedata
from pathlib import Path

import pytest
from saring_cli import make_socket

from saring.errors import UsageError
from saring.io.discover import LeftAside, discover
from saring.io.formats import format_of
from saring.io.output_names import (
    LOCK_FILE,
    MAGIC,
    WORK_FOLDER,
    earlier_outputs,
    is_work_folder,
    name_outputs,
)
from saring.io.paths import file_kind, printable
from saring.io.records import Container


def _files(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")


def _report(folder: Path, *outputs: str) -> None:
    listed = ", ".join(f'"{name}"' for name in outputs)
    (folder / "report.json").write_text(f'{{"saring": "", "outputs": [{listed}]}}')


def _names(*paths: Path | str, out: Path) -> list[str]:
    return [source.name for source in discover(paths, out).sources]


def test_formats_are_known_by_name() -> None:
    assert format_of(Path("A.JSONL.GZ")) == (Container.JSONL, "gz")
    assert format_of(Path("a.ndjson")) == (Container.JSONL, "")
    assert format_of(Path("a.htm")) == (Container.HTML, "")
    assert format_of(Path("a.json.zstd")) == (Container.JSONL, "zst")
    assert format_of(Path("a.md.bz2")) == (Container.TEXT, "bz2")
    for name in ("a.parquet.gz", "a.gz", "txt", "a.png", "a.txt.rar"):
        assert format_of(Path(name)) is None


def test_a_folder_is_searched_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("b/c.txt", "a.txt", "b/a.txt", "z.png"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_text("x")
    found = discover([tmp_path / "in"], tmp_path / "out")
    assert [source.name for source in found.sources] == ["a.txt", "b/a.txt", "b/c.txt"]
    assert [(Path(left.path).name, left.reason) for left in found.left_aside.listed] == [
        ("z.png", "unknown format")
    ]
    again = discover([tmp_path / "in" / "b", tmp_path / "in"], tmp_path / "out")
    assert [source.name for source in again.sources] == ["b/a.txt", "b/c.txt", "in/a.txt"]


def test_a_folder_that_cannot_be_searched_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in" / "closed").mkdir(parents=True)
    (tmp_path / "in" / "a.txt").write_text("x")
    scandir = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    found = discover([tmp_path / "in"], tmp_path / "out")
    assert [source.name for source in found.sources] == ["a.txt"]
    (problem,) = found.problems
    assert problem.reason == "cannot be searched: Permission denied"


def test_folders_too_deep_to_be_handled_are_a_problem(tmp_path: Path) -> None:
    for depth in (256, 257, 300):
        folder = tmp_path / str(depth)
        folder.mkdir()
        for _ in range(depth):
            folder = folder / "d"
            folder.mkdir()
        (folder / "a.txt").write_text("x")
    paths = [tmp_path / "256", tmp_path / "257", tmp_path / "300"]
    found = discover(paths, tmp_path / "out")
    assert [source.path.relative_to(tmp_path).parts[0] for source in found.sources] == ["256"]
    (reason,) = {problem.reason for problem in found.problems}
    assert reason == "cannot be searched: more than 256 folders deep"
    assert len(found.problems) == 2


def test_nothing_to_read_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no documents"):
        discover([tmp_path], tmp_path / "out")


def test_a_path_means_what_the_system_says_it_means(tmp_path: Path) -> None:
    _files(tmp_path, "a.jsonl", "far/a.jsonl", "far/deep/b.jsonl")
    (tmp_path / "far" / "a.jsonl").write_text("the right one")
    (tmp_path / "link").symlink_to("far/deep")
    (source,) = discover([f"{tmp_path}/link/../a.jsonl"], tmp_path / "out").sources
    assert source.path.read_text() == "the right one"
    (source,) = discover([f"{tmp_path}/link/../[a].jsonl"], tmp_path / "out").sources
    assert source.path.read_text() == "the right one"


def test_a_file_is_read_once_however_many_paths_lead_to_it(tmp_path: Path) -> None:
    _files(tmp_path, "in/a.txt", "in/b/c.txt")
    (tmp_path / "in" / "link.txt").symlink_to("a.txt")
    (tmp_path / "door").symlink_to("in")
    paths = [tmp_path / "in", tmp_path / "door" / "a.txt", f"{tmp_path}/in/b/../b/c.txt"]
    assert _names(*paths, out=tmp_path / "out") == ["in/a.txt", "in/b/c.txt"]
    assert _names(f"{tmp_path}/*/a.txt", out=tmp_path / "out") == ["a.txt"]


def test_a_loop_of_links_is_followed_once(tmp_path: Path) -> None:
    _files(tmp_path, "in/a.txt", "in/b/c.txt", "elsewhere/d.txt")
    # With two links in each folder an expansion without memory would need 2^40 steps.
    for folder in ("in", "in/b"):
        (tmp_path / folder / "one").symlink_to(tmp_path / "in")
        (tmp_path / folder / "two").symlink_to(tmp_path / "in")
    (tmp_path / "in" / "away").symlink_to("../elsewhere")
    (tmp_path / "in" / "self").symlink_to("self")
    found = discover([f"{tmp_path}/in/**/*.txt"], tmp_path / "out").sources
    assert [source.path.name for source in found] == ["a.txt", "d.txt", "c.txt"]
    assert _names(f"{tmp_path}/in/**", out=tmp_path / "out") == ["a.txt", "d.txt", "c.txt"]
    assert _names(tmp_path / "in", out=tmp_path / "out") == ["a.txt", "b/c.txt"]


def test_patterns_match_as_in_a_shell(tmp_path: Path) -> None:
    _files(tmp_path, "in/a.txt", "in/b.txt", "in/.c.txt", "in/x/d.txt", "in/.y/e.txt", "in/[f].txt")
    out = tmp_path / "out"
    assert _names(f"{tmp_path}/in/*.txt", out=out) == ["[f].txt", "a.txt", "b.txt"]
    assert _names(f"{tmp_path}/in/[!a].txt", out=out) == ["b.txt"]
    assert _names(f"{tmp_path}/in/.*.txt", out=out) == [".c.txt"]
    assert _names(f"{tmp_path}/in/**/?.txt", out=out) == ["a.txt", "b.txt", "d.txt"]
    assert _names(f"{tmp_path}/in/[f].txt", out=out) == ["[f].txt"]  # a file of this very name
    assert _names(f"{tmp_path}/in/*/", out=out) == ["d.txt"]
    with pytest.raises(UsageError, match="no file matches"):
        discover([f"{tmp_path}/in/*.jsonl"], out)


def test_what_lies_in_the_output_folder_is_found_by_no_search(tmp_path: Path) -> None:
    _files(tmp_path, "in/a.txt", "in/out/old.txt", "in/out/deep/old.txt")
    out = tmp_path / "in" / "out"
    for given in (f"{tmp_path}/in", f"{tmp_path}/in/**/*.txt"):
        assert _names(given, out=out) == ["a.txt"]
    with pytest.raises(UsageError, match="no file matches"):
        discover([f"{tmp_path}/in/*/*.txt"], out)


@pytest.mark.parametrize("kind", ["FIFO", "socket", "device"])
def test_what_is_not_a_regular_file_is_refused_or_ignored_unopened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.chdir(tmp_path)
    _files(tmp_path, "in/a.txt")
    if kind == "FIFO":
        os.mkfifo("in/b.txt")
    elif kind == "socket":
        make_socket(Path("in/b.txt"))
    else:
        Path("in/b.txt").symlink_to(os.devnull)
    monkeypatch.setattr(os, "open", None)  # opening a FIFO would wait for ever
    monkeypatch.setattr("builtins.open", None)
    for given in ("in/b.txt", "in/[b].txt"):
        with pytest.raises(UsageError, match=f"'in/b.txt' is a {kind}; expected a file"):
            discover([given], Path("out"))
    found = discover(["in"], Path("out"))
    assert [source.name for source in found.sources] == ["a.txt"]
    assert found.left_aside.listed == [LeftAside("in/b.txt", f"a {kind}")]


def test_every_kind_of_file_has_a_name() -> None:
    assert file_kind(stat.S_IFBLK) == "a device"
    assert file_kind(stat.S_IFLNK) == "a symbolic link"
    assert file_kind(0) == "not a regular file"


def test_size_and_time_are_those_of_the_moment_of_discovery(tmp_path: Path) -> None:
    _files(tmp_path, "a.txt")
    os.utime(tmp_path / "a.txt", ns=(5, 1_234_567_890_123_456_789))
    (tmp_path / "b.txt").symlink_to("nowhere")
    first, second = discover([tmp_path / "a.txt", tmp_path / "b.txt"], tmp_path / "out").sources
    (tmp_path / "a.txt").write_text("longer")
    assert (first.size, first.mtime_ns) == (1, 1_234_567_890_123_456_789)
    assert (second.size, second.mtime_ns) == (-1, -1)


def test_names_are_shown_without_control_characters(tmp_path: Path) -> None:
    assert printable("satu\x1b[2J\x00\x7f\x9b\n") == r"satu\x1b[2J\x00\x7f\x9b\x0a"
    assert printable("a\u202egpj\u2028b\u2066\u061c") == r"a\u202egpj\u2028b\u2066\u061c"
    assert printable("café 日本 🦜 क्‍ष") == "café 日本 🦜 क्‍ष"
    _files(tmp_path, "in/a\x1b[31m.txt")
    (source,) = discover([tmp_path / "in"], tmp_path / "out").sources
    assert (source.name, source.target) == (r"a\x1b[31m.txt", "a\x1b[31m.txt")
    for paths in ([f"{tmp_path}/no\x1b"], [f"{tmp_path}/no\x1b*"]):
        with pytest.raises(UsageError, match=r"no\\x1b"):
            discover(paths, tmp_path / "out")


def test_equal_short_names_become_paths_below_the_common_folder(tmp_path: Path) -> None:
    _files(tmp_path, "data/x/a.txt", "data/y/a.txt", "blobs/0815")
    (tmp_path / "data" / "z").mkdir()
    (tmp_path / "data" / "z" / "a.txt").symlink_to("../../blobs/0815")
    paths = [tmp_path / "data" / name / "a.txt" for name in "xyz"]
    assert _names(*paths, out=tmp_path / "out") == ["data/x/a.txt", "data/y/a.txt", "data/z/a.txt"]


@pytest.mark.parametrize(
    "pair",
    [
        ("Kabar.txt", "kabar.txt"),
        ("x/A.txt", "X/a.txt"),
        ("caf\u00e9.txt", unicodedata.normalize("NFD", "caf\u00e9.txt")),
        ("straße.txt", "STRASSE.txt"),
    ],
)
def test_two_inputs_of_one_output_name_are_refused(tmp_path: Path, pair: tuple[str, str]) -> None:
    _files(tmp_path / "in", *pair)
    if len(list((tmp_path / "in").rglob("*.txt"))) < 2:
        pytest.skip("this file system takes them for one")
    with pytest.raises(UsageError, match=r"would both be written to .* rename one") as refused:
        discover([tmp_path / "in"], tmp_path / "out")
    assert all(printable(name) in str(refused.value) for name in pair)


def test_a_file_where_another_needs_a_folder_is_refused(tmp_path: Path) -> None:
    _files(tmp_path, "in/a.txt/b.txt", "in/A.txt")
    with pytest.raises(UsageError, match=r"'.*/in/A.txt' would be .* where '.*/in/a.txt/b.txt'"):
        discover([tmp_path / "in"], tmp_path / "out")
    _files(tmp_path, "x/a.txt/b.txt", "y/a.txt")
    paths = [tmp_path / "y" / "a.txt", tmp_path / "x" / "a.txt"]
    assert len(set(_names(*paths, out=tmp_path / "out"))) == 2


def test_names_that_saring_keeps_are_given_to_no_output() -> None:
    assert name_outputs([(Path("/data/report.html"), "report.html")]) == ["data/report.html"]
    assert name_outputs([(Path("/d/Report.HTML"), "Report.HTML")]) == ["d/Report.HTML"]
    with pytest.raises(UsageError, match=r"'/report.json/a.txt' would .* saring uses .* rename"):
        name_outputs([(Path("/report.json/a.txt"), "report.json/a.txt")])


def test_a_folder_of_the_name_of_the_work_folder_loses_nothing(tmp_path: Path) -> None:
    out = tmp_path / "out"
    _files(tmp_path, "in/.saring-work/a.txt", "in/b.txt")
    assert _names(tmp_path / "in", out=out) == ["b.txt"]
    assert discover([tmp_path / "in"], out).left_aside.listed == [
        LeftAside(f"{tmp_path}/in/.saring-work", "hidden")
    ]
    assert _names(tmp_path / "in" / ".saring-work", out=out) == ["a.txt"]
    (tmp_path / "in" / "b.txt").unlink()
    with pytest.raises(UsageError, match=r"no documents .*saring-work', hidden"):
        discover([tmp_path / "in"], out)


def test_the_work_folder_of_an_interrupted_run_is_not_an_input(tmp_path: Path) -> None:
    _files(tmp_path, "in/b.txt", "in/.saring-work/staged/a.txt")
    (tmp_path / "in" / ".saring-work" / "lock").write_bytes(MAGIC)
    found = discover([tmp_path / "in"], tmp_path / "out")
    assert [source.name for source in found.sources] == ["b.txt"]
    assert found.left_aside.listed == [
        LeftAside(f"{tmp_path}/in/.saring-work", "the work folder of an interrupted run")
    ]
    with pytest.raises(UsageError, match="is in the work folder"):
        discover([tmp_path / "in" / ".saring-work" / "staged" / "a.txt"], tmp_path / "in")


@pytest.mark.parametrize("name", ["a.txt", "report.json", "removed.jsonl.zst"])
@pytest.mark.parametrize("kind", ["a folder", "a symbolic link", "a FIFO"])
def test_what_is_not_a_regular_file_is_never_replaced(tmp_path: Path, name: str, kind: str) -> None:
    out = tmp_path / "out"
    out.mkdir()
    _files(tmp_path, "a.txt", "precious")
    if kind == "a folder":
        (out / name).mkdir()
    elif kind == "a FIFO":
        os.mkfifo(out / name)
    else:
        (out / name).symlink_to("../precious")
    with pytest.raises(UsageError, match=f"'.*out/{name}' is {kind}, not a file .* move it away"):
        discover([tmp_path / "a.txt"], out)


@pytest.mark.parametrize("kind", ["a symbolic link", "a regular file"])
def test_nothing_is_written_through_a_link_or_a_file(tmp_path: Path, kind: str) -> None:
    out = tmp_path / "out"
    out.mkdir()
    _files(tmp_path, "in/sub/deep/a.txt", "elsewhere/x")
    if kind == "a regular file":
        (out / "sub").write_text("mine")
    else:
        (out / "sub").symlink_to("../elsewhere")
    with pytest.raises(UsageError, match=f"'.*out/sub' is {kind}, where an output needs a folder"):
        discover([tmp_path / "in"], out)


def test_an_input_is_no_target_by_any_name(tmp_path: Path) -> None:
    _files(tmp_path, "in/a.txt", "hard/x", "out/x")
    (tmp_path / "hard" / "a.txt").hardlink_to(tmp_path / "in" / "a.txt")
    (tmp_path / "link").symlink_to("in")
    for out in ("in", "hard", "link", "hard/../link"):
        with pytest.raises(UsageError, match=r"'.*/in/a.txt' is an input and would be overwritten"):
            discover([tmp_path / "in" / "a.txt"], tmp_path / out)
    (tmp_path / "data.jsonl").write_text("{}")
    (tmp_path / "out" / "report.html").hardlink_to(tmp_path / "data.jsonl")
    with pytest.raises(UsageError, match=r"'.*data.jsonl' is an input"):
        discover([tmp_path / "data.jsonl"], tmp_path / "out")


def test_an_output_of_an_earlier_run_that_is_an_input_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "out"
    _files(out, "sub/b.txt")
    _report(out, "sub/b.txt")
    with pytest.raises(UsageError, match=r"'.*out/sub/b.txt' is an input, and an output of an"):
        discover([out / "sub" / "b.txt"], out)
    assert (out / "sub" / "b.txt").exists()


def test_a_report_names_only_files_of_its_folder_and_only_as_they_are(tmp_path: Path) -> None:
    bad = ["../x", "/etc/passwd", "a/../../x", "", ".", ".saring-work/lock", "./a", "a//b"]
    bad += [r"a\\x1b.txt", "caf\N{REPLACEMENT CHARACTER}", r"a\u0000b"]
    _report(tmp_path, "a.txt", *bad, "sub/b.txt")
    assert earlier_outputs(tmp_path) == ["a.txt", "sub/b.txt"]
    for content in ("[]", '{"outputs": "a.txt"}', '{"outputs": [1]}', "{", ""):
        (tmp_path / "report.json").write_text(content)
        assert earlier_outputs(tmp_path) == []
    # Of another program.
    (tmp_path / "report.json").write_text('{"outputs": ["a.txt"]}')
    assert earlier_outputs(tmp_path) == []
    (tmp_path / "report.json").unlink()
    os.mkfifo(tmp_path / "report.json")
    assert earlier_outputs(tmp_path) == []


def test_a_work_folder_is_known_by_the_mark_in_its_lock_file_alone(tmp_path: Path) -> None:
    folder = tmp_path / WORK_FOLDER
    folder.mkdir()
    lock = folder / LOCK_FILE
    assert not is_work_folder(folder)
    lock.mkdir()
    assert not is_work_folder(folder)
    lock.rmdir()
    os.mkfifo(lock)
    assert not is_work_folder(folder)
    lock.unlink()
    for content in (b"", MAGIC[:-1], MAGIC + b"x", b"other\n"):
        lock.write_bytes(content)
        assert not is_work_folder(folder)
    lock.write_bytes(MAGIC)
    assert is_work_folder(folder)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / WORK_FOLDER).symlink_to(folder)
    assert not is_work_folder(tmp_path / "other" / WORK_FOLDER)
    assert not is_work_folder(folder.rename(tmp_path / "work"))


def test_of_what_is_left_aside_the_first_are_listed_and_all_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("saring.io.discover.LEFT_ASIDE_LISTED", 3)
    _files(tmp_path / "in", "a.txt", "b.png", "c.png", "d.png", "e.png", ".f.txt")
    left = discover([tmp_path / "in"], tmp_path / "out").left_aside
    assert [entry.path for entry in left.listed] == [
        f"{tmp_path}/in/{name}" for name in (".f.txt", "b.png", "c.png")
    ]
    assert left.reasons == {"hidden": 1, "unknown format": 4}
    assert len(left) == 5
    for number in range(4):
        left.add(LeftAside("x.json", f"reason {number}"))
    assert left.reasons == {"hidden": 1, "unknown format": 4, "reason 0": 1, "other reasons": 3}
    assert len(left.listed) == 3
