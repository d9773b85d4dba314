"""saring on Spark: the steps of cleaning as functions of DataFrames.

Each step runs in Spark's Python workers by ``mapInArrow``, with one thread per task. Models are
loaded once per worker. saring must be installed on the executors. ``pip install 'saring[spark]'``
installs the packages that the driver needs.
"""

from __future__ import annotations

from saring.integrations.spark.checkpoints import Checkpoints
from saring.integrations.spark.cleaning import Cleaned, clean
from saring.integrations.spark.columns import detect, extract, strip
from saring.integrations.spark.near_duplicates import SparkDuplicates, near_duplicates
from saring.integrations.spark.profiles import site_profile
from saring.integrations.spark.rounds import Skew

__all__ = [
    "Checkpoints",
    "Cleaned",
    "Skew",
    "SparkDuplicates",
    "clean",
    "detect",
    "extract",
    "near_duplicates",
    "site_profile",
    "strip",
]
