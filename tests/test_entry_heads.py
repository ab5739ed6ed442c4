"""Digests of incidents: the place and the day that open an entry hold for all of it."""

from __future__ import annotations

from datetime import date

from test_annotate import document, fillers

from kg.annotate import read
from kg.model import Claim, Role

DIGEST = """Tessit, 18 June. A patrol came under fire. Two soldiers were killed.

Koro district, 17-18 June. Militiamen attacked traders. On 19 June four people were abducted.

Kelbo road, 16 June. A lorry drove over a mine. Three were wounded.

Douentza. Gunmen shot a trader.
"""


def told(text: str) -> dict[str, Claim]:
    found = read(document(text, "en", date(2021, 6, 22))).claims
    return {text[claim.trigger_start : claim.trigger_end]: claim for claim in found}


def where(claim: Claim) -> list[str]:
    return fillers(claim, frozenset({Role.PLACE}))


def day(claim: Claim) -> str:
    return f"{claim.time.earliest}/{claim.time.latest}" if claim.time is not None else ""


def test_the_place_and_the_day_of_an_entry_hold_for_all_of_it() -> None:
    claims = told(DIGEST)
    assert (where(claims["killed"]), day(claims["killed"])) == (["Tessit"], "2021-06-18/2021-06-18")
    assert (where(claims["attacked"]), day(claims["attacked"])) == (["Koro"], "2021-06-17/2021-06-18")
    assert (where(claims["wounded"]), day(claims["wounded"])) == (["Kelbo"], "2021-06-16/2021-06-16")
    assert (where(claims["shot"]), day(claims["shot"])) == (["Douentza"], "")


def test_a_day_that_a_sentence_names_goes_before_that_of_the_entry() -> None:
    assert day(told(DIGEST)["abducted"]) == "2021-06-19/2021-06-19"


def test_one_short_sentence_makes_no_digest() -> None:
    claims = told("Tessit, 18 June. A patrol came under fire.\n\nIn Gao two soldiers were killed. A trader was shot.")
    assert where(claims["shot"]) == ["Gao"]
