"""A copy of the tree in which sources are broken, built and tested."""

from __future__ import annotations

import ast
import contextlib
import filecmp
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

from places import Mutant

# The test programs of a module and of those that use it, by the layers of
# docs/contributing/architecture.md.
MODULES = ("base", "text", "lang", "boilerplate", "dedup", "pipeline")
USERS = {
    "base": MODULES,
    "text": MODULES[1:],
    "lang": ("lang", "pipeline"),
    "boilerplate": ("boilerplate", "pipeline"),
    "dedup": ("dedup", "pipeline"),
    "pipeline": ("pipeline",),
}
# The Python tests that reach a C++ module; tests of all modules are in "pipeline".
PYTHON_TESTS = {
    "base": "text dedup lang training interrupts errors",
    "text": "text column bad_input",
    "lang": "lang lang_model_file explanation training training_inputs training_outputs",
    "boilerplate": "boilerplate html",
    "dedup": "dedup",
    "pipeline": "cleaning report report_sums runs cli io sources parquet docs bad_input column",
}
PYTHON = sys.executable
SUITES = ("tests/python", "tests/quality")
BUILD = "build"
MEMORY = 8 << 30


class BaselineError(Exception):
    """The tests fail without any mutant."""


def end_group(process: subprocess.Popen[bytes]) -> None:
    """End a command and its child processes; ninja ends its compilers on request."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(5)


def names(test: Path) -> list[str]:
    """Return the words in the name of a file of tests."""
    return test.stem.removeprefix("test_").split("_")


class Tree:
    """A copy of the working tree, without what git ignores."""

    def __init__(self, root: Path, copy: Path, jobs: int) -> None:
        self.root, self.copy, self.jobs = root, copy, jobs
        self.limits: dict[str, float] = {"build": 3600}
        self.output = ""  # of the last build or run of tests
        self.sync()

    def sync(self) -> None:
        """Make the copy equal to the tree; builds detect changes by file times."""
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=self.root,
            capture_output=True,
            check=True,
        )
        names = {name for name in os.fsdecode(listed.stdout).split("\0") if name}
        names = {name for name in names if (self.root / name).is_file()}
        for name in names:
            target = self.copy / name
            if not target.exists() or not filecmp.cmp(self.root / name, target, shallow=False):
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(self.root / name, target)
        for folder, folders, files in os.walk(self.copy):
            here = Path(folder).relative_to(self.copy)
            folders[:] = [f for f in folders if f not in {"build", "__pycache__"}]
            for file in files:
                if (here / file).as_posix() not in names and not file.endswith(".so"):
                    (self.copy / here / file).unlink()
        installed = self.copy / "python/saring/data"  # the language model, where CMake puts it
        if not installed.is_symlink():
            installed.symlink_to(self.copy / "cpp/data/models")

    def run(self, *command: str, seconds: float) -> tuple[int | None, str]:
        """Run a command in the copy; the code is None if it took too long."""
        env = {
            **os.environ,
            "PYTHONPATH": str(self.copy / "python"),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        env.setdefault("CCACHE_BASEDIR", str(self.copy))

        def limit() -> None:
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # ignored in the background of a shell
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

        with subprocess.Popen(
            command,
            cwd=self.copy,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=limit,
        ) as process:
            try:
                output, _ = process.communicate(timeout=seconds)
                return process.returncode, output.decode(errors="replace")
            except subprocess.TimeoutExpired:
                return None, ""
            finally:
                if process.poll() is None:
                    end_group(process)

    def build(self, target: str) -> bool:
        """Build a test program, or the extension into the package."""
        command = ("cmake", "--build", BUILD, "-j", str(self.jobs), "--target", target)
        code, self.output = self.run(*command, seconds=self.limits["build"])
        if code == 0 and target == "_core":
            name = f"_core{sysconfig.get_config_var('EXT_SUFFIX')}"
            shutil.copy2(self.copy / BUILD / "python/bindings" / name, self.copy / "python/saring")
        return code == 0

    def configure(self) -> None:
        """Set up one build of tests and extension. A warning is no reason to reject a mutant."""
        _, pybind = self.run(PYTHON, "-m", "pybind11", "--cmakedir", seconds=60)
        code, output = self.run(
            *("cmake", "-S", ".", "-B", BUILD, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release"),
            *(
                "-DCMAKE_CXX_FLAGS_RELEASE=-O1",
                "-DSARING_BUILD_PYTHON=ON",
                "-DSARING_BUILD_TESTS=ON",
            ),
            *(f"-Dpybind11_DIR={pybind.strip()}", f"-DPython_EXECUTABLE={PYTHON}"),
            seconds=600,
        )
        if code != 0:
            raise BaselineError(output)

    def prepare(self, cpp: bool) -> None:
        """Build everything and run every test, to measure how long a test may take."""
        self.configure()
        for target in [f"{m}_tests" for m in MODULES if cpp] + ["_core"]:
            if not self.build(target):
                raise BaselineError(self.output)
        self.limits["build"] = 600  # it runs our generators, which may hang
        for module in MODULES if cpp else ():
            self.time_limit(f"{module}_tests", self.program(module))
        self.time_limit("whole suite", self.pytest(*SUITES))

    def time_limit(self, name: str, command: tuple[str, ...]) -> None:
        """Run tests that must pass; broken code may take up to six times as long."""
        start = time.monotonic()
        self.limits[name] = 3600
        if failed := self.notice(name, *command):
            raise BaselineError(f"{self.output[-4000:]}\n{failed}")
        self.limits[name] = 30 + 6 * (time.monotonic() - start)

    def program(self, module: str) -> tuple[str, ...]:
        """Return the command that runs the C++ tests of a module up to the first failure."""
        return (f"{BUILD}/tests/cpp/{module}/{module}_tests", "--abort")

    def pytest(self, *tests: str) -> tuple[str, ...]:
        """Return the command that runs Python tests up to the first failure."""
        return (PYTHON, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests)

    def judge(self, mutant: Mutant) -> str | None:
        """Return the test that noticed the mutant, "" for none, None if it does not build."""
        path = self.copy / mutant.path
        path.write_text(mutant.mutated, encoding="utf-8")
        try:
            return (
                self.judge_cpp(mutant)
                if path.suffix in {".cpp", ".hpp"}
                else self.judge_python(mutant)
            )
        finally:
            path.write_text(mutant.text, encoding="utf-8")

    def judge_cpp(self, mutant: Mutant) -> str | None:
        """Run the test programs from the mutant's module up, then the Python tests."""
        module = mutant.module.split("/")[0]
        for user in USERS[module]:
            if not self.build(f"{user}_tests"):
                return None
            if seen := self.notice(f"{user}_tests", *self.program(user)):
                return seen
        if not self.build("_core"):
            return None
        modules = dict.fromkeys((module, "pipeline"))
        names = dict.fromkeys(" ".join(PYTHON_TESTS[m] for m in modules).split())
        tests = [f"tests/python/test_{name}.py" for name in names]
        try:
            return self.notice("whole suite", *self.pytest(*tests, "tests/quality"))
        finally:
            (self.copy / mutant.path).write_text(mutant.text, encoding="utf-8")
            self.build("_core")

    def judge_python(self, mutant: Mutant) -> str | None:
        """Run the tests with the name of the source, then all tests."""
        try:
            ast.parse(mutant.mutated)
        except SyntaxError:
            return None
        words = "_".join(Path(mutant.path).with_suffix("").parts[2:]).split("_")
        near = [
            f"tests/python/{path.name}"
            for path in sorted((self.copy / "tests/python").glob("test_*.py"))
            if any(a.startswith(b) or b.startswith(a) for a in words if a for b in names(path))
        ]
        if near and (seen := self.notice("whole suite", *self.pytest(*near))):
            return seen
        return self.notice("whole suite", *self.pytest(*SUITES))

    def notice(self, name: str, *command: str) -> str:
        """Return the test that failed in a run, or "" if none did.

        A test that passes the second time failed by chance, as tests of time and signals do on a
        busy machine. The other tests are run without it.
        """
        code, self.output = self.run(*command, seconds=self.limits[name])
        if code is None:
            return f"{name}: too slow"
        if code == 0:
            return ""
        found = re.search(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", self.output, re.MULTILINE)
        again = self.pytest(found[1]) if found else command
        if self.run(*again, seconds=self.limits[name])[0] != 0:
            return found[1] if found else f"{name} (status {code})"
        return self.notice(name, *command, "--deselect", found[1]) if found else ""
