"""Errors of the core as Python raises them, and threads as the system allows them."""

import errno
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

import saring
from saring import _core
from saring.errors import require

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
