"""saring in datatrove and spaCy, beyond what the contract test compares."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dill
import pytest
import spacy
from datatrove.data import Document
from datatrove.executor.local import LocalPipelineExecutor
from datatrove.pipeline.writers.jsonl import JsonlWriter

import saring
from saring.integrations.datatrove import BoilerplateFormatter, LanguageFilter
from saring.integrations.spacy import SPANS

TEXTS = [
    "Selamat pagi, apa kabar hari ini?",
    "Good morning, how are you today?",
    "12:30",
    "Bonjour tout le monde, comment allez-vous ce matin?",
]


def documents(texts: list[str] = TEXTS) -> Iterator[Document]:
    return (Document(text, id=str(i)) for i, text in enumerate(texts))


def kept(block: LanguageFilter) -> list[str]:
    return [document.id for document in block.run(documents())]


def test_the_filter_keeps_languages_by_code_or_name() -> None:
    block = LanguageFilter(["id", "French"])
    assert kept(block) == ["0", "3"]
    counts = {name: stat.total for name, stat in block.stats.stats.items()}
    assert counts["dropped_language_eng_Latn"] == 1
    assert counts["dropped_language_zxx"] == 1
    assert kept(LanguageFilter("id")) == ["0"]
    assert kept(LanguageFilter(["id", "fr"], batch_size=1)) == ["0", "3"]


def test_the_filter_wants_confidence() -> None:
    confidence = saring.detect(TEXTS[0]).confidence
    assert kept(LanguageFilter(["id"], min_confidence=confidence - 0.001)) == ["0"]
    block = LanguageFilter(["id"], min_confidence=confidence + 0.001)
    assert kept(block) == []
    assert block.stats.stats["dropped_low_confidence"].total == 1


def test_the_filter_labels_as_datatrove_does() -> None:
    block = LanguageFilter(["id"], label_only=True)
    found = list(block.run(documents()))
    assert len(found) == len(TEXTS)
    assert [x.metadata["language"] for x in found] == ["ind", "eng", "zxx", "fra"]
    assert [x.metadata.get("language_script") for x in found] == ["Latn", "Latn", None, "Latn"]


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: LanguageFilter(["xxyy"]), ValueError, "xxyy"),
        (lambda: LanguageFilter(min_confidence=2), ValueError, r"\[0, 1\]"),
        (lambda: BoilerplateFormatter(threshold=2), ValueError, "threshold"),
        (lambda: BoilerplateFormatter(tresh=1), TypeError, "tresh"),
    ],
)
def test_a_mistake_in_a_block_is_named(make: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        make()


def test_a_formatter_carries_its_rules_to_the_workers(tmp_path: Path) -> None:
    rules = tmp_path / "own.txt"
    rules.write_text("Kabar lain dari kami\n")
    packed = dill.dumps(BoilerplateFormatter(rules=rules))
    rules.unlink()
    text = "Warga desa memperbaiki jembatan bambu yang rusak.\nKabar lain dari kami"
    assert dill.loads(packed).format(text) == text.split("\n")[0]


def test_a_pipeline_of_datatrove_runs(tmp_path: Path) -> None:
    removed = JsonlWriter(str(tmp_path / "removed"), compression=None)
    executor = LocalPipelineExecutor(
        pipeline=[
            list(documents(["Jembatan dibuka lagi oleh warga\nBagikan artikel ini", TEXTS[1]])),
            BoilerplateFormatter(),
            LanguageFilter(["id"], exclusion_writer=removed),
            JsonlWriter(str(tmp_path / "kept"), compression=None),
        ],
        logging_dir=str(tmp_path / "logs"),
    )
    executor.run()
    assert '"Jembatan dibuka lagi oleh warga"' in (tmp_path / "kept" / "00000.jsonl").read_text()
    assert "language_eng_Latn" in (tmp_path / "removed" / "00000.jsonl").read_text()


def test_a_spacy_pipeline_adds_the_language(tmp_path: Path) -> None:
    nlp = spacy.blank("xx")
    nlp.add_pipe("saring", config={"languages": ["id", "en"]})
    plain = [saring.detect(text, languages=["id", "en"]) for text in TEXTS]
    for found in ([nlp(text) for text in TEXTS], list(nlp.pipe(TEXTS, batch_size=3))):
        assert [doc._.saring_lang for doc in found] == [x.lang for x in plain]
        assert [doc._.saring_confidence for doc in found] == [x.confidence for x in plain]
        assert [doc._.saring_is_reliable for doc in found] == [x.is_reliable for x in plain]
    nlp.to_disk(tmp_path)
    again = spacy.load(tmp_path)
    assert again(TEXTS[3])._.saring_lang == plain[3].lang
    copied = spacy.tokens.Doc(nlp.vocab).from_bytes(nlp(TEXTS[0]).to_bytes())
    assert copied._.saring_lang == "ind_Latn"


def test_spacy_gets_spans_of_languages() -> None:
    text = "The minister will visit the region on Monday.\nCuaca hari ini sangat cerah sekali."
    nlp = spacy.blank("xx")
    nlp.add_pipe("saring", config={"spans": True})
    doc = nlp(text)
    assert [(x.label_, x.text.strip()) for x in doc.spans[SPANS]] == [
        (x.lang, text[x.start : x.end].strip()) for x in saring.detect_spans(text)
    ]
    assert not nlp("").spans[SPANS]


def test_spacy_refuses_an_unknown_language() -> None:
    with pytest.raises(ValueError, match="xxyy"):
        spacy.blank("xx").add_pipe("saring", config={"languages": ["xxyy"]})


def test_spacy_finds_the_component_of_an_installed_saring(tmp_path: Path) -> None:
    # What a wheel says in its metadata, for a process that imports nothing of saring itself.
    settings = Path(__file__).resolve().parents[2] / "pyproject.toml"
    section = '[project.entry-points.spacy_factories]\nsaring = "saring.integrations.spacy:make"\n'
    assert section in settings.read_text()
    metadata = tmp_path / "saring_entry-0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: saring-entry\nVersion: 0\n")
    (metadata / "entry_points.txt").write_text(
        "[spacy_factories]\nsaring = saring.integrations.spacy:make\n"
    )
    program = (
        "import spacy; nlp = spacy.blank('xx'); nlp.add_pipe('saring')\n"
        "assert nlp('12')._.saring_lang == 'zxx'"
    )
    path = os.pathsep.join(filter(None, [str(tmp_path), *sys.path]))
    environment = {**os.environ, "PYTHONPATH": path}
    subprocess.run([sys.executable, "-c", program], check=True, env=environment)
