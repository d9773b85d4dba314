"""Errors of the core as Python exceptions, and threads when the system limits them."""

import errno
import os
import shutil
import subprocess
import sys
import sysconfig
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import saring
from saring import _core
from saring.errors import MissingExtraError, require

MODULE = """
#include <pybind11/pybind11.h>
#include <system_error>
PYBIND11_MODULE(thrower, m) {
  m.def("fail", [] { throw std::system_error(2, std::generic_category(), "of another module"); });
}
"""


def test_an_error_of_a_file_carries_its_name_and_says_it_once(tmp_path: Path) -> None:
    missing = tmp_path / "missing.saring"
    with pytest.raises(FileNotFoundError) as caught:
        saring.Detector(missing)
    assert (caught.value.errno, caught.value.filename) == (errno.ENOENT, str(missing))
    assert str(caught.value) == f"[Errno 2] No such file or directory: '{missing}'"


def python_error(path: Path) -> OSError:
    """What Python itself raises for a path that it opens."""
    with pytest.raises(OSError) as caught:
        path.open("rb")
    return caught.value


@pytest.mark.parametrize(
    "read",
    [
        saring.Detector,
        lambda path: saring.LineStripper(model=path),
        lambda path: saring.LineStripper([path]),
        lambda path: _core.LanguageDetector(str(path)),
        lambda path: _core.Cleaner(model_path=path),
    ],
    ids=["Detector", "line model", "rules", "LanguageDetector", "Cleaner"],
)
@pytest.mark.parametrize("name", ["missing", "missing-\udcff", "file/below"])
def test_a_file_that_cannot_be_read_is_an_error_as_of_python(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: Callable[[Path], object], name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file").touch()
    expected = python_error(Path(name))
    with pytest.raises(OSError) as caught:
        read(Path(name))
    error = caught.value
    assert type(error) is type(expected)
    assert (error.errno, error.strerror) == (expected.errno, expected.strerror)
    assert os.fspath(error.filename) == os.fspath(expected.filename) == name
    assert str(error) == str(expected)


def test_a_temporary_file_that_cannot_be_made_names_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "missing"
    texts = [" ".join(map(str, range(first, first + 300_000))) for first in (0, 300_000, 600_000)]
    with pytest.raises(FileNotFoundError) as caught:
        saring.near_duplicates(texts, memory_budget=0, temp_folder=folder)
    assert str(caught.value) == f"[Errno 2] No such file or directory: '{folder}'"


def test_outputs_that_cannot_be_made_are_named_once(tmp_path: Path) -> None:
    (tmp_path / "lines").mkdir()
    for label, word in (("aaa_Latn", "kupa"), ("bbb_Latn", "west")):
        lines = "".join(f"{word} {word} {n}\n" for n in range(50))
        (tmp_path / "lines" / f"{label}.txt").write_text(lines)
    (tmp_path / "file").touch()
    target = tmp_path / "file" / "below"
    for write in (
        lambda: saring.clean(tmp_path / "lines", target),
        lambda: saring.train_language_model(tmp_path / "lines", target / "m.saring"),
    ):
        with pytest.raises((OSError, saring.UsageError)) as caught:
            write()
        assert str(caught.value).count("file/below") <= 1
        assert "file" in str(caught.value)


def test_every_error_is_exported_and_has_one_root() -> None:
    defined = {
        name
        for home in (saring.errors, _core)
        for name, value in vars(home).items()
        if isinstance(value, type) and issubclass(value, Exception)
    }
    assert defined <= set(saring.__all__)
    assert defined == {
        "IndexFileError",
        "InvalidUtf8Error",
        "MissingExtraError",
        "ModelError",
        "RuleError",
        "SaringError",
        "UsageError",
    }
    for name in defined:
        assert issubclass(getattr(saring, name), saring.SaringError)
        assert getattr(saring, name) is getattr(saring.errors, name)


def test_errors_of_the_package_are_caught_by_their_root(tmp_path: Path) -> None:
    broken = tmp_path / "m.saring"
    broken.write_bytes(b"not a model")
    for fail, kind in (
        (lambda: saring.clean(tmp_path / "none", tmp_path / "out"), saring.UsageError),
        (lambda: saring.train_language_model(tmp_path / "none", broken), saring.UsageError),
        (lambda: require("no_such_package", "cli"), saring.MissingExtraError),
        (lambda: saring.Detector(broken), saring.ModelError),
        (lambda: saring.LineStripper(model=broken), saring.ModelError),
    ):
        with pytest.raises(saring.SaringError) as caught:
            fail()
        assert type(caught.value) is kind


def test_a_missing_extra_is_an_import_error_with_the_name_of_the_package(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(saring.MissingExtraError, match=r"pip install 'saring\[pandas\]'") as caught:
        saring.near_duplicates(["satu"]).to_pandas()
    assert isinstance(caught.value, ImportError)
    assert caught.value.name == "pandas"


def test_a_package_that_another_thread_is_importing_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "slow_package.py").write_text("import time\ntime.sleep(0.5)\nready = True\n")
    monkeypatch.syspath_prepend(tmp_path)
    other = threading.Thread(target=require, args=("slow_package",))
    other.start()
    try:
        while "slow_package" not in sys.modules and other.is_alive():
            time.sleep(0.001)
        assert require("slow_package").ready
    finally:
        other.join()
        sys.modules.pop("slow_package", None)


@pytest.mark.parametrize(
    "call",
    [
        "saring.text.words('a b')",
        "saring.dedup.measures()",
        "saring.html.extract('<p>a')",
        "saring.boilerplate.strip('a')",
        "saring.lang.detect('a')",
        "saring.training.TrainingReport",
        "saring.cleaning.clean",
        "saring.errors.UsageError",
    ],
)
def test_a_bare_import_reaches_every_module(call: str) -> None:
    program = f"import saring; {call}; assert {call.split('.')[1]!r} in dir(saring)"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert (result.returncode, result.stderr) == (0, b"")


def test_errors_of_other_extension_modules_are_left_to_them(tmp_path: Path) -> None:
    pybind11 = pytest.importorskip("pybind11")
    compiler = shutil.which("c++")
    if compiler is None:
        pytest.skip("needs a compiler")
    source = tmp_path / "thrower.cpp"
    source.write_text(MODULE)
    include = [f"-I{pybind11.get_include()}", f"-I{sysconfig.get_path('include')}"]
    target = tmp_path / f"thrower{sysconfig.get_config_var('EXT_SUFFIX')}"
    flags = ["-std=c++17", "-O0", "-shared", "-fPIC", "-fvisibility=hidden"]
    subprocess.run([compiler, *flags, *include, source, "-o", target], check=True)
    program = """
import thrower
import saring._core
try:
    thrower.fail()
except Exception as error:
    print(type(error).__name__)
"""
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": path}
    result = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, check=True
    )
    assert result.stdout == b"RuntimeError\n"


def test_threads_are_as_many_as_the_process_may_use() -> None:
    cpus = _core.resolve_threads(0)
    assert 1 <= cpus <= len(os.sched_getaffinity(0))
    assert [_core.resolve_threads(n) for n in (1, cpus, cpus + 100)] == [1, cpus, cpus]
    program = (
        "import os; from saring import _core; "
        "os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}); print(_core.resolve_threads(0))"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert result.stdout == b"1\n"


def test_a_signal_during_the_import_of_a_package_is_handled_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "slow_package.py").write_text(
        "import os, signal\n"
        "os.kill(os.getpid(), signal.SIGINT)\n"
        "for _ in range(1000): pass\n"
        "IS_WHOLE = True\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(KeyboardInterrupt):
        require("slow_package")
    assert require("slow_package").IS_WHOLE


def test_a_missing_package_is_named_with_the_extra_that_installs_it() -> None:
    with pytest.raises(MissingExtraError, match=r"no_such_thing: pip install 'saring\[cli\]'"):
        require("no_such_thing")
    with pytest.raises(MissingExtraError, match=r"pip install 'saring\[notebook\]'"):
        require("no_such_thing", extra="notebook")
