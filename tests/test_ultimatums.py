"""What somebody says they will do unless they get their way is a threat; what they call a deed may condemn it."""

from __future__ import annotations

import pytest
from test_annotate import fillers, of_type, only

from kg.model import Role


@pytest.mark.parametrize(
    ("text", "language", "against"),
    [
        ("The president said his country would cut off gas to Moldova unless the shelling of Kherson stopped.", "en", "Moldova"),
        ("Washington said that it would suspend all talks with Moscow if the bombing of Homs did not stop.", "en", "Moscow"),
        ("Statsministeren sa at landet vil kutte all handel med Serbia hvis ikke beskytningen stanses.", "nb", "Serbia"),
    ],
)
def test_a_condition_makes_a_threat_of_what_a_side_says(text: str, language: str, against: str) -> None:
    assert fillers(only(text, "Threat", language), frozenset({Role.ADDRESSEE, Role.PATIENT})) == [against]


@pytest.mark.parametrize(
    "text",
    [
        "The doctor said the hospital would close its doors unless fuel arrived.",
        "The mayor said the refugees would die unless food came.",
        "The minister said that the country would hold elections.",
    ],
)
def test_a_warning_of_what_may_befall_people_is_no_threat(text: str) -> None:
    assert of_type(text, "Threat") == []


@pytest.mark.parametrize(
    "text",
    [
        "Amnesty has described the attacks as indiscriminate and criminal.",
        "Amnesty branded the use of cluster munitions unlawful.",
        "Amnesty has categorised the raids as disproportionate.",
    ],
)
def test_a_deed_that_is_called_unlawful_is_condemned(text: str) -> None:
    assert fillers(only(text, "Condemnation"), frozenset({Role.SPEAKER})) == ["Amnesty"]


def test_a_deed_that_is_described_otherwise_is_not() -> None:
    assert of_type("Amnesty has described the attacks as the third in a week.", "Condemnation") == []
