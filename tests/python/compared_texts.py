"""Texts that tests of near-duplicates share."""

from __future__ import annotations

from hypothesis import strategies as st

BASE = (
    "warga desa bergotong royong memperbaiki jembatan bambu yang rusak diterjang banjir pekan lalu"
)
OTHER = "pasar malam di tepi sungai dibuka kembali setelah tutup dua minggu karena hujan deras"
words = st.sampled_from(["satu", "dua", "tiga", "empat", "lima", "enam", "tujuh"])
STORY = " ".join(f"kata{i}" for i in range(120)) + "."
SECOND = " ".join(f"lain{i}" for i in range(90)) + "."
