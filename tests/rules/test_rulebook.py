"""The numbered sentences of docs/rules.md and the tests that cite them: none without the other."""

import re
from pathlib import Path

HERE = Path(__file__).parent
RULEBOOK = HERE.parents[1] / "docs" / "rules.md"
CITED = re.compile(r"\[R(\d+)\]")


def test_every_sentence_is_cited_and_every_citation_stands() -> None:
    stated = [int(number) for number in re.findall(r"^- \*\*R(\d+)\*\* ", RULEBOOK.read_text(), re.MULTILINE)]
    cited = {int(number) for file in HERE.parent.rglob("test_*.py") for number in CITED.findall(file.read_text())}
    assert stated == sorted(set(stated)), "numbers rise and are not given twice"
    assert set(stated) - cited == set(), "sentences that no test cites"
    assert cited - set(stated) == set(), "citations of no sentence"
