"""Storage for the steps of a search, so they are computed once and a search can continue."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from saring.errors import UsageError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_DESCRIPTION = "spark.job.description"
_STORED = "settings"  # the first step of every search: its settings and the key of its hashes


class Checkpoints:
    """The finished steps of one search.

    Parameters
    ----------
    spark
        The session.
    folder
        The folder for steps as Parquet, on a file system that all executors can use. Start an
        interrupted search again with the same folder, settings and input, and it continues after
        its last finished step. The input is not checked. None: the executors keep the steps
        (``DataFrame.localCheckpoint``), and the search fails if an executor is lost.
    """

    def __init__(self, spark: SparkSession, folder: str | None = None) -> None:
        self._spark = spark
        self._folder = None if folder is None else folder.rstrip("/")
        self.resumed: list[str] = []  # names of the steps that were there

    def settings(self, wanted: dict[str, Any], key: Callable[[], int]) -> int:
        """Return the key of the hashes: the stored one, or a new one, which is stored.

        Raises UsageError where the folder is that of a search with other settings.
        """
        described = ", ".join(f"{name}={value!r}" for name, value in sorted(wanted.items()))
        if self._folder is None:
            return key()
        stored = self._stored(_STORED)
        if stored is not None:
            row = stored.collect()[0]
            if row["settings"] != described:
                raise UsageError(
                    f"checkpoint={self._folder}: holds the steps of a search with other settings "
                    f"({row['settings']}); name another folder, or delete this one"
                )
            return int(row["key"])
        new = key()
        self._write(
            _STORED,
            self._spark.createDataFrame([(described, str(new))], "settings string, key string"),
        )
        return new

    def keep(self, name: str, make: Callable[[], DataFrame]) -> DataFrame:
        """Return a step that is stored, or compute and store it.

        Spark's interface shows the step as the description of its jobs.
        """
        context = self._spark.sparkContext
        before = context.getLocalProperty(_DESCRIPTION)
        context.setLocalProperty(_DESCRIPTION, f"saring: {name}")
        try:
            return self._keep(name, make)
        finally:
            context.setLocalProperty(_DESCRIPTION, before)

    def _keep(self, name: str, make: Callable[[], DataFrame]) -> DataFrame:
        if self._folder is None:
            return make().localCheckpoint(eager=True)
        stored = self._stored(name)
        if stored is None:
            return self._write(name, make())
        self.resumed.append(name)
        return stored

    def _write(self, name: str, frame: DataFrame) -> DataFrame:
        path = f"{self._folder}/{name}"
        frame.write.mode("overwrite").parquet(path)
        # Written last: a step without it was interrupted.
        self._spark.range(1).write.mode("overwrite").parquet(f"{path}.done")
        return self._spark.read.schema(frame.schema).parquet(path)

    def _stored(self, name: str) -> DataFrame | None:
        from pyspark.errors import AnalysisException

        try:
            self._spark.read.parquet(f"{self._folder}/{name}.done")
        except AnalysisException:
            return None
        return self._spark.read.parquet(f"{self._folder}/{name}")
