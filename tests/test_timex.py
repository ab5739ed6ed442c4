"""Expressions of time, resolved against a document of Thursday 29 September 2016."""

from __future__ import annotations

import itertools
import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.annotate.timex import times

PUBLISHED = date(2016, 9, 29)

# sentence | expression | earliest .. latest (empty = open) | precision
ENGLISH = """\
In the first three months of the year they fled. | the first three months of the year | 2016-01-01 .. 2016-03-31 | range
In the first half of 2014 they fled. | the first half of 2014 | 2014-01-01 .. 2014-06-30 | range
In the third quarter of last year they fled. | the third quarter of last year | 2015-07-01 .. 2015-09-30 | range
In the second quarter they fled. | the second quarter | 2016-04-01 .. 2016-06-30 | range
In the last week of May 2015 they fled. | the last week of May 2015 | 2015-05-25 .. 2015-05-31 | week
In the first ten days of June they fled. | the first ten days of June | 2016-06-01 .. 2016-06-10 | days
In the second half of March they fled. | the second half of March | 2016-03-16 .. 2016-03-31 | range
The last three months of fighting were worse. | The last three months | 2016-06-29 .. 2016-09-29 | range
On Christmas Eve 2014 it closed. | Christmas Eve 2014 | 2014-12-24 .. 2014-12-24 | day
On New Year's Day it closed. | New Year's Day | 2016-01-01 .. 2016-01-01 | day
So far this year it has rained. | So far this year | 2016-01-01 .. 2016-09-29 | range
This week alone three fell. | This week alone | 2016-09-26 .. 2016-09-29 | days
At the end of 2014 rebels took it. | At the end of 2014 | 2014-09-01 .. 2014-12-31 | range
The clinic was hit on April 27, 2016. | April 27, 2016 | 2016-04-27 .. 2016-04-27 | day
It fell on 27 April. | 27 April | 2016-04-27 .. 2016-04-27 | day
It fell on December 3. | December 3 | 2015-12-03 .. 2015-12-03 | day
The 4th of July 2015 was quiet. | 4th of July 2015 | 2015-07-04 .. 2015-07-04 | day
On Sept. 19 a convoy burned. | Sept. 19 | 2016-09-19 .. 2016-09-19 | day
On Monday, September 19, a convoy burned. | Monday, September 19 | 2016-09-19 .. 2016-09-19 | day
LIMA, 12 MAR 89 | 12 MAR 89 | 1989-03-12 .. 1989-03-12 | day
The raid of 2016-04-27 failed. | 2016-04-27 | 2016-04-27 .. 2016-04-27 | day
They came on 27/4. | 27/4 | 2016-04-27 .. 2016-04-27 | day
They came on 27/04/2015. | 27/04/2015 | 2015-04-27 .. 2015-04-27 | day
They came on 4/27/2015. | 4/27/2015 | 2015-04-27 .. 2015-04-27 | day
It was hit on 3-5 May. | 3-5 May | 2016-05-03 .. 2016-05-05 | days
It was hit on May 3 and 4, 2015. | May 3 and 4, 2015 | 2015-05-03 .. 2015-05-04 | days
From April 30 to May 2 shells fell. | From April 30 to May 2 | 2016-04-30 .. 2016-05-02 | days
In May 2015 it closed. | May 2015 | 2015-05-01 .. 2015-05-31 | month
In February it closed. | February | 2016-02-01 .. 2016-02-29 | month
In November it closed. | November | 2015-11-01 .. 2015-11-30 | month
Last May it closed. | Last May | 2016-05-01 .. 2016-05-31 | month
In early June they fled. | early June | 2016-06-01 .. 2016-06-10 | days
At the end of August they fled. | At the end of August | 2016-08-21 .. 2016-08-31 | days
In June last year fifty died. | June last year | 2015-06-01 .. 2015-06-30 | month
By mid-2015 it grew. | mid-2015 | 2015-05-02 .. 2015-09-01 | range
Two and a half years ago they fled. | Two and a half years ago | 2014-01-01 .. 2014-12-31 | year
It began in 2011. | 2011 | 2011-01-01 .. 2011-12-31 | year
In late 2015 it grew. | late 2015 | 2015-09-01 .. 2015-12-31 | range
The summer of 2014 was worse. | summer of 2014 | 2014-06-01 .. 2014-08-31 | season
Earlier this summer he left. | Earlier this summer | 2016-06-01 .. 2016-08-31 | season
Last winter he left. | Last winter | 2015-12-01 .. 2016-02-29 | season
In the spring he left. | In the spring | 2016-03-01 .. 2016-05-31 | season
In the 1980s it was a school. | the 1980s | 1980-01-01 .. 1989-12-31 | range
Two were killed on Wednesday. | Wednesday | 2016-09-28 .. 2016-09-28 | day
Two were killed on Thursday. | Thursday | 2016-09-29 .. 2016-09-29 | day
Two were killed on Friday night. | Friday night | 2016-09-23 .. 2016-09-23 | day
Last Thursday two were killed. | Last Thursday | 2016-09-22 .. 2016-09-22 | day
Talks resume next Monday. | next Monday | 2016-10-03 .. 2016-10-03 | day
It was hit yesterday. | yesterday | 2016-09-28 .. 2016-09-28 | day
It was hit last night. | last night | 2016-09-28 .. 2016-09-29 | days
Jets came overnight. | overnight | 2016-09-28 .. 2016-09-29 | days
It was hit the day before yesterday. | the day before yesterday | 2016-09-27 .. 2016-09-27 | day
The talks failed today. | today | 2016-09-29 .. 2016-09-29 | day
They leave tomorrow. | tomorrow | 2016-09-30 .. 2016-09-30 | day
The truce broke last week. | last week | 2016-09-19 .. 2016-09-25 | week
On Wednesday of last week it burned. | Wednesday of last week | 2016-09-21 .. 2016-09-21 | day
Last week, on Wednesday, it burned. | Last week, on Wednesday | 2016-09-21 .. 2016-09-21 | day
They came overnight into Tuesday. | overnight into Tuesday | 2016-09-26 .. 2016-09-27 | days
Since the coup of May 2014 none has come. | Since the coup of May 2014 | 2014-05-01 .. 2016-09-29 | range
The truce broke this week. | this week | 2016-09-26 .. 2016-10-02 | week
Over the weekend it broke. | Over the weekend | 2016-09-24 .. 2016-09-25 | days
The truce broke last month. | last month | 2016-08-01 .. 2016-08-31 | month
It opened earlier this month. | earlier this month | 2016-09-01 .. 2016-09-29 | days
It opened earlier this year. | earlier this year | 2016-01-01 .. 2016-09-29 | range
Last year he was killed. | Last year | 2015-01-01 .. 2015-12-31 | year
A year ago a bomb hit it. | A year ago | 2015-01-01 .. 2015-12-31 | year
Two weeks ago they fled. | Two weeks ago | 2016-09-12 .. 2016-09-18 | week
Three days ago they fled. | Three days ago | 2016-09-26 .. 2016-09-26 | day
Six months ago they fled. | Six months ago | 2016-03-01 .. 2016-03-31 | month
In the past three days it rained. | the past three days | 2016-09-26 .. 2016-09-29 | days
Over the past week it rained. | the past week | 2016-09-22 .. 2016-09-29 | days
In the last 24 hours ten died. | the last 24 hours | 2016-09-28 .. 2016-09-29 | days
In recent days ten died. | recent days |  .. 2016-09-29 | days
In the last six months ten died. | the last six months | 2016-03-29 .. 2016-09-29 | range
Since 2013 it has been under siege. | Since 2013 | 2013-01-01 .. 2016-09-29 | range
Since Monday it has been quiet. | Since Monday | 2016-09-26 .. 2016-09-29 | range
Since last week it has been quiet. | Since last week | 2016-09-19 .. 2016-09-29 | range
Until May 2016 it was open. | Until May 2016 |  .. 2016-05-31 | range
From 2011 to 2015 it was open. | From 2011 to 2015 | 2011-01-01 .. 2015-12-31 | range
It was open 2011-2015. | 2011-2015 | 2011-01-01 .. 2015-12-31 | range
Between May and July 2015 it was shut. | Between May and July 2015 | 2015-05-01 .. 2015-07-31 | range
In May or June 2014 it was shut. | May | 2014-05-01 .. 2014-05-31 | month
Days after the raid they left. | Days after |  ..  | day
Three days later they left. | Three days later |  ..  | day
The next day they left. | The next day |  ..  | day
Two years before the war he left. | Two years before |  ..  | year
Several years ago he left. | Several years ago |  ..  | year
They fought for three days. | for three days |  ..  | day
Every day ten die. | Every day |  ..  | day
On Fridays they march. | Fridays |  ..  | day
"""
NORWEGIAN = """\
I årets tre første måneder flyktet de. | årets tre første måneder | 2016-01-01 .. 2016-03-31 | range
I de tre første månedene av 2014 flyktet de. | de tre første månedene av 2014 | 2014-01-01 .. 2014-03-31 | range
I første halvår flyktet de. | første halvår | 2016-01-01 .. 2016-06-30 | range
I andre halvår 2014 flyktet de. | andre halvår 2014 | 2014-07-01 .. 2014-12-31 | range
I tredje kvartal i fjor flyktet de. | tredje kvartal i fjor | 2015-07-01 .. 2015-09-30 | range
I siste uke av mai 2015 flyktet de. | siste uke av mai 2015 | 2015-05-25 .. 2015-05-31 | week
I første uke av juni flyktet de. | første uke av juni | 2016-06-01 .. 2016-06-07 | week
Julaften 2014 stengte den. | Julaften 2014 | 2014-12-24 .. 2014-12-24 | day
Første nyttårsdag stengte den. | Første nyttårsdag | 2016-01-01 .. 2016-01-01 | day
Hittil i år har det regnet. | Hittil i år | 2016-01-01 .. 2016-09-29 | range
Bare denne uken falt tre. | Bare denne uken | 2016-09-26 .. 2016-09-29 | days
Ved utgangen av 2014 tok opprørere den. | Ved utgangen av 2014 | 2014-09-01 .. 2014-12-31 | range
Klinikken ble truffet 27. april 2016. | 27. april 2016 | 2016-04-27 .. 2016-04-27 | day
Et angrep 19. september. | 19. september | 2016-09-19 .. 2016-09-19 | day
Et angrep den 3. desember. | 3. desember | 2015-12-03 .. 2015-12-03 | day
Mandag 19. september brant konvoien. | Mandag 19. september | 2016-09-19 .. 2016-09-19 | day
De kom 12.03.2016. | 12.03.2016 | 2016-03-12 .. 2016-03-12 | day
De kom 12.3.16. | 12.3.16 | 2016-03-12 .. 2016-03-12 | day
De kom 27/4. | 27/4 | 2016-04-27 .. 2016-04-27 | day
De kom 2016-04-27. | 2016-04-27 | 2016-04-27 .. 2016-04-27 | day
Det skjedde 12. og 13. mai. | 12. og 13. mai | 2016-05-12 .. 2016-05-13 | days
Det skjedde 3.–5. mai 2015. | 3.–5. mai 2015 | 2015-05-03 .. 2015-05-05 | days
Fra 30. april til 2. mai falt granatene. | Fra 30. april til 2. mai | 2016-04-30 .. 2016-05-02 | days
I mai 2015 stengte det. | mai 2015 | 2015-05-01 .. 2015-05-31 | month
I februar stengte det. | februar | 2016-02-01 .. 2016-02-29 | month
I november stengte det. | november | 2015-11-01 .. 2015-11-30 | month
I begynnelsen av mai flyktet de. | I begynnelsen av mai | 2016-05-01 .. 2016-05-10 | days
I slutten av august flyktet de. | I slutten av august | 2016-08-21 .. 2016-08-31 | days
I juni i fjor døde femti. | juni i fjor | 2015-06-01 .. 2015-06-30 | month
Natt til søndag 3. april slo den ned. | Natt til søndag 3. april | 2016-04-02 .. 2016-04-03 | days
For to og et halvt år siden flyktet de. | For to og et halvt år siden | 2014-01-01 .. 2014-12-31 | year
Det begynte i 2011. | 2011 | 2011-01-01 .. 2011-12-31 | year
Mot slutten av 2015 økte det. | slutten av 2015 | 2015-09-01 .. 2015-12-31 | range
Sommeren 2014 var verre. | Sommeren 2014 | 2014-06-01 .. 2014-08-31 | season
I sommer dro han. | I sommer | 2016-06-01 .. 2016-08-31 | season
I fjor sommer dro han. | I fjor sommer | 2015-06-01 .. 2015-08-31 | season
I vinter dro han. | I vinter | 2016-12-01 .. 2017-02-28 | season
På 1980-tallet var det skole. | 1980-tallet | 1980-01-01 .. 1989-12-31 | range
To ble drept onsdag. | onsdag | 2016-09-28 .. 2016-09-28 | day
To ble drept på tirsdag. | tirsdag | 2016-09-27 .. 2016-09-27 | day
To ble drept torsdag. | torsdag | 2016-09-29 .. 2016-09-29 | day
To ble drept fredag kveld. | fredag kveld | 2016-09-23 .. 2016-09-23 | day
Natt til onsdag kom flyene. | Natt til onsdag | 2016-09-27 .. 2016-09-28 | days
Forrige torsdag kom flyene. | Forrige torsdag | 2016-09-22 .. 2016-09-22 | day
Samtalene fortsetter neste mandag. | neste mandag | 2016-10-03 .. 2016-10-03 | day
Mandagens angrep var verst. | Mandagens | 2016-09-26 .. 2016-09-26 | day
Det ble truffet i går. | i går | 2016-09-28 .. 2016-09-28 | day
Det ble truffet i går kveld. | i går kveld | 2016-09-28 .. 2016-09-28 | day
Det ble truffet i natt. | i natt | 2016-09-28 .. 2016-09-29 | days
Det ble truffet i forgårs. | i forgårs | 2016-09-27 .. 2016-09-27 | day
Samtalene brøt sammen i dag. | i dag | 2016-09-29 .. 2016-09-29 | day
De drar i morgen. | i morgen | 2016-09-30 .. 2016-09-30 | day
Våpenhvilen brast i forrige uke. | i forrige uke | 2016-09-19 .. 2016-09-25 | week
Onsdag i forrige uke brant det. | Onsdag i forrige uke | 2016-09-21 .. 2016-09-21 | day
Sommeren i fjor var tørr. | Sommeren i fjor | 2015-06-01 .. 2015-08-31 | season
Siden kuppet i mai 2014 har ingen kommet. | Siden kuppet i mai 2014 | 2014-05-01 .. 2016-09-29 | range
Våpenhvilen brast denne uken. | denne uken | 2016-09-26 .. 2016-10-02 | week
Våpenhvilen brast i helgen. | i helgen | 2016-09-24 .. 2016-09-25 | days
Våpenhvilen brast forrige måned. | forrige måned | 2016-08-01 .. 2016-08-31 | month
Det åpnet tidligere denne måneden. | tidligere denne måneden | 2016-09-01 .. 2016-09-29 | days
Det åpnet tidligere i år. | tidligere i år | 2016-01-01 .. 2016-09-29 | range
I fjor ble han drept. | I fjor | 2015-01-01 .. 2015-12-31 | year
I år er 40 drept. | I år | 2016-01-01 .. 2016-12-31 | year
For et år siden falt en bombe. | For et år siden | 2015-01-01 .. 2015-12-31 | year
For to år siden falt en bombe. | For to år siden | 2014-01-01 .. 2014-12-31 | year
For to uker siden flyktet de. | For to uker siden | 2016-09-12 .. 2016-09-18 | week
For tre dager siden flyktet de. | For tre dager siden | 2016-09-26 .. 2016-09-26 | day
For seks måneder siden flyktet de. | For seks måneder siden | 2016-03-01 .. 2016-03-31 | month
De siste tre dagene regnet det. | De siste tre dagene | 2016-09-26 .. 2016-09-29 | days
Den siste uken regnet det. | Den siste uken | 2016-09-22 .. 2016-09-29 | days
Det siste døgnet døde ti. | Det siste døgnet | 2016-09-28 .. 2016-09-29 | days
De siste dagene døde ti. | De siste dagene |  .. 2016-09-29 | days
Siden 2013 har byen vært beleiret. | Siden 2013 | 2013-01-01 .. 2016-09-29 | range
Helt siden mai har det vært stille. | Helt siden mai | 2016-05-01 .. 2016-09-29 | range
Siden mandag har det vært stille. | Siden mandag | 2016-09-26 .. 2016-09-29 | range
Fram til mai 2016 var det åpent. | Fram til mai 2016 |  .. 2016-05-31 | range
Fra 2011 til 2015 var det åpent. | Fra 2011 til 2015 | 2011-01-01 .. 2015-12-31 | range
Mellom mai og juli 2015 var det stengt. | Mellom mai og juli 2015 | 2015-05-01 .. 2015-07-31 | range
I mai eller juni 2014 var det stengt. | mai | 2014-05-01 .. 2014-05-31 | month
Dager etter angrepet dro de. | Dager etter |  ..  | day
Tre dager senere dro de. | Tre dager senere |  ..  | day
Dagen etter dro de. | Dagen etter |  ..  | day
To år før krigen dro han. | To år før |  ..  | year
For noen år siden dro han. | For noen år siden |  ..  | year
De kjempet i tre dager. | i tre dager |  ..  | day
Hver dag dør ti. | Hver dag |  ..  | day
De demonstrerer hver fredag. | hver fredag |  ..  | day
"""


def cases(table: str) -> list[tuple[str, str, str, str]]:
    """Split a table of cases: sentence, expression, range, precision."""
    rows = [[cell.strip() for cell in line.split("|")] for line in table.splitlines()]
    return [(sentence, expression, span, precision) for sentence, expression, span, precision in rows]


@pytest.mark.parametrize(("sentence", "expression", "span", "precision"), cases(ENGLISH))
def test_times_of_english_are_resolved(sentence: str, expression: str, span: str, precision: str) -> None:
    _check(sentence, "en", expression, span, precision)


@pytest.mark.parametrize(("sentence", "expression", "span", "precision"), cases(NORWEGIAN))
def test_times_of_norwegian_are_resolved(sentence: str, expression: str, span: str, precision: str) -> None:
    _check(sentence, "nb", expression, span, precision)


def _check(sentence: str, language: str, expression: str, span: str, precision: str) -> None:
    found = times(sentence, language, PUBLISHED)[0]
    assert sentence[found.start : found.end] == found.text == expression
    assert f"{found.earliest or ''} .. {found.latest or ''}".strip() == span
    assert found.precision.value == precision


def test_times_have_sixty_cases_in_each_language() -> None:
    assert len(cases(ENGLISH)) >= 60
    assert len(cases(NORWEGIAN)) >= 60


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("They may march and the sun will set.", "en"),
        ("More than 2000 people and 2013 soldiers died.", "en"),
        ("The F-16 and the M4 of 12 men.", "en"),
        ("May I march, he asked.", "en"),
        ("Resolution 2254 calls for it.", "en"),
        ("Open 24/7, with a grade of 3.5 and 9/10.", "en"),
        ("He fell in the fall of the city.", "en"),
        ("The spring in his step.", "en"),
        ("Second and third rows; a dayroom.", "en"),
        ("2000 mennesker og 1950 soldater.", "nb"),
        ("Han så vår mor og vår by.", "nb"),
        ("En høst av korn og et marsjfly.", "nb"),
        ("Han er 12 og bor i Storgata 7.", "nb"),
        ("De dro i dagslys.", "nb"),
    ],
)
def test_times_see_none_where_there_is_none(text: str, language: str) -> None:
    assert [found.text for found in times(text, language, PUBLISHED)] == []


@pytest.mark.parametrize(
    ("text", "language", "kind"),
    [
        ("Since 2013 it has been shut.", "en", "since"),
        ("Until 2013 it was open.", "en", "until"),
        ("A follow-up to last year's talks.", "en", "date"),
        ("Every Friday they march.", "en", "habit"),
        ("They march daily.", "en", "habit"),
        ("Hours later they left.", "en", "relative_event"),
        ("It went on for two weeks.", "en", "duration"),
        ("Siden 2013 er det stengt.", "nb", "since"),
        ("Inntil 2013 var det åpent.", "nb", "until"),
        ("Om natten kommer de.", "nb", "habit"),
        ("Fredager går de i tog.", "nb", "habit"),
        ("Timer senere dro de.", "nb", "relative_event"),
        ("Det varte i to uker.", "nb", "duration"),
    ],
)
def test_times_say_what_kind_they_are(text: str, language: str, kind: str) -> None:
    assert [found.kind for found in times(text, language, PUBLISHED)] == [kind]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("on Wednesday", "en"),
        ("yesterday", "en"),
        ("last week", "en"),
        ("a year ago", "en"),
        ("27 April", "en"),
        ("in May", "en"),
        ("this summer", "en"),
        ("in the past three days", "en"),
        ("over the weekend", "en"),
        ("since Monday", "en"),
        ("recent days", "en"),
        ("onsdag", "nb"),
        ("i går", "nb"),
        ("i forrige uke", "nb"),
        ("for et år siden", "nb"),
        ("27. april", "nb"),
        ("i fjor", "nb"),
        ("i sommer", "nb"),
        ("de siste dagene", "nb"),
        ("natt til onsdag", "nb"),
        ("fra mai til juni", "nb"),
    ],
)
def test_times_are_left_open_without_a_document_date(text: str, language: str) -> None:
    (found,) = times(text, language, None)
    assert (found.earliest, found.latest) == (None, None)
    assert found.how == "open: no document date"


def test_times_stated_in_full_need_no_document_date() -> None:
    found = times("Between 3 May 2011 and June 2012, and since 2013.", "en", None)
    assert [(t.earliest, t.latest) for t in found] == [(date(2011, 5, 3), date(2012, 6, 30)), (date(2013, 1, 1), None)]


def test_times_leave_open_which_of_two_numbers_is_the_month() -> None:
    (found,) = times("They came on 04/05/2016.", "en", PUBLISHED)
    assert (found.earliest, found.how) == (None, "open: day and month cannot be told apart")


EDGES = [date(2016, 2, 29), date(2015, 12, 31), date(2016, 1, 1), date(1, 1, 1), date(9999, 12, 31)]


@pytest.mark.parametrize("published", EDGES)
@pytest.mark.parametrize("language", ["en", "nb"])
def test_times_bear_any_document_date(published: date, language: str) -> None:
    for line in (ENGLISH if language == "en" else NORWEGIAN).splitlines():
        for found in times(line.partition("|")[0], language, published):
            assert not found.earliest or not found.latest or found.earliest <= found.latest


WORDS = "in on since until last this next may May 12 2016 3 . , - / april Monday week days ago i fjor for to år siden mai onsdag"


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(WORDS.split()), max_size=12), st.sampled_from(["en", "nb"]), st.none() | st.dates())
def test_times_of_any_words_lie_in_order_and_are_ranges(words: list[str], language: str, published: date | None) -> None:
    text = " ".join(words)
    found = times(text, language, published)
    assert all(text[t.start : t.end] == t.text for t in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert all(not t.earliest or not t.latest or t.earliest <= t.latest for t in found)


@pytest.mark.parametrize("piece", ["12 ", "May ", "last ", "3/", "the end of ", "for to ", "2016-", "a ", "mandag "])
@pytest.mark.parametrize("language", ["en", "nb"])
def test_times_of_a_hostile_text_end_soon(piece: str, language: str) -> None:
    before = time.process_time()
    times(piece * (30_000 // len(piece)) + " 1 week", language, PUBLISHED)
    assert time.process_time() - before < 4
