"""Inflected forms of base forms, for words that a small model lemmatises wrongly.

The rules overgenerate on purpose: a form that no text holds does no harm, and part of speech is checked by the caller.
"""

from __future__ import annotations

_VOWELS = "aeiouyæøå"

_IRREGULAR_EN = {
    "shoot": "shot",
    "strike": "struck stricken",
    "beat": "beaten",
    "flee": "fled",
    "drive": "drove driven",
    "burn": "burnt",
    "slay": "slew slain",
    "steal": "stole stolen",
    "fight": "fought",
    "meet": "met",
    "hold": "held",
    "dig": "dug",
    "drown": "drowned",
    "say": "said",
    "bleed": "bled",
    "open": "opened",
    "break": "broke broken",
    "freeze": "froze frozen",
    "keep": "kept",
    "bring": "brought",
    "send": "sent",
    "sink": "sank sunk",
    "swear": "swore sworn",
    "rise": "rose risen",
    "speak": "spoke spoken",
    "catch": "caught",
    "feel": "felt",
    "let": "let",
    "pay": "paid",
    "ring": "rang rung",
    "lay": "laid",
    "bear": "bore borne",
    "grab": "grabbed",
    "swap": "swapped",
    "tell": "told",
    "write": "wrote written",
    "think": "thought",
    "throw": "threw thrown",
    "fall": "fell fallen",
    "find": "found",
    "give": "gave given",
    "take": "took taken",
    "lose": "lost",
    "die": "dying",
    "lie": "lying lay",
    "hang": "hanged hung",
    "leave": "left",
    "lead": "led",
    "make": "made",
    "hit": "hitting",
    "put": "put",
    "set": "set",
    "cut": "cut",
    "blow": "blew blown",
    "tear": "tore torn",
    "know": "knew known",
    "hear": "heard",
    "come": "came",
    "go": "went gone",
    "begin": "began begun",
    "wage": "waged",
    "free": "freed",
    "seek": "sought",
    "undergo": "underwent undergone",
    "withdraw": "withdrew withdrawn",
    "overrun": "overran",
    "overthrow": "overthrew overthrown",
    "fly": "flew flown",
    "fling": "flung",
    "bind": "bound",
    "sling": "slung",
    "string": "strung",
    "sweep": "swept",
    "strew": "strewn",
    "mow": "mown",
    "grind": "ground",
    "light": "lit",
    "hide": "hid hidden",
    "sell": "sold",
    "buy": "bought",
    "swing": "swung",
    "spray": "sprayed",
    "shed": "shed",
    "split": "split",
    "spread": "spread",
    "ride": "rode ridden",
    "withstand": "withstood",
    "forbid": "forbade forbidden",
    "show": "shown",
    "stick": "stuck",
    "stand": "stood",
    "feed": "fed",
    "wound": "wounded",
    "wind": "wound",
    "shake": "shook shaken",
    "choose": "chose chosen",
    "overtake": "overtook overtaken",
    "rend": "rent",
    "bite": "bit bitten",
    "abet": "abetted",
    "kidnap": "kidnapped kidnapping",
    "waylay": "waylaid",
    "tread": "trod trodden",
    "spit": "spat",
    "saw": "sawn",
    "shear": "shorn",
    "flay": "flayed",
}
_IRREGULAR_NB = {
    "skyte": "skjøt skutt skutte",
    "slå": "slo slått",
    "dø": "døde dør dødd",
    "drepe": "drept drepte",
    "brenne": "brant brent brente",
    "ta": "tok tatt",
    "si": "sa sagt sier",
    "bli": "ble blitt blir",
    "treffe": "traff truffet",
    "angripe": "angrep angrepet",
    "pågripe": "pågrep pågrepet",
    "omkomme": "omkom omkommet",
    "miste": "mistet",
    "skrive": "skrev skrevet",
    "fortelle": "fortalte fortalt",
    "rive": "rev revet",
    "voldta": "voldtok voldtatt",
    "beskyte": "beskjøt beskutt",
    "gjøre": "gjorde gjort",
    "legge": "la lagt",
    "sette": "satte satt",
    "møtes": "møttes",
    "slåss": "sloss",
    "rykke": "rykket rykte",
    "drive": "drev drevet",
    "grave": "gravde gravd gravet",
    "dra": "dro dratt",
    "trekke": "trakk trukket",
    "hente": "hentet hentes",
    "finne": "fant funnet",
    "gå": "gikk gått",
    "kreve": "krevde krevd",
    "gi": "ga gav gitt gitte",
    "be": "ba bad bedt",
    "holde": "holdt",
    "stå": "sto stod stått",
    "stjele": "stjal stjålet",
    "flykte": "flyktet",
    "bortføre": "bortførte bortført",
    "innta": "inntok inntatt",
    "løslate": "løslot løslatt",
    "frigi": "frigav frigitt",
    "slippe": "slapp sluppet",
    "bryte": "brøt brutt",
    "true": "truet truer",
    "bringe": "brakte brakt bragte bragt",
    "omringe": "omringet",
    "fly": "fløy fløyet",
    "bære": "bar båret",
    "synge": "sang sunget",
    "henge": "hang hengt hengte",
    "hugge": "hugget hogg",
    "ødelegge": "ødela ødelagt",
    "utsette": "utsatte utsatt",
    "være": "var vært",
    "få": "fikk fått",
    "slippe løs": "slapp",
    "kjøre": "kjørte kjørt",
    "bombe": "bombet bomba",
    "selge": "solgte solgt",
    "velge": "valgte valgt",
    "spørre": "spurte spurt",
    "forsvinne": "forsvant forsvunnet",
    "tvinge": "tvang tvunget",
    "føre": "førte ført",
    "rømme": "rømte rømt",
    "beleire": "beleiret",
    "overleve": "overlevde",
    "tenne": "tente tent",
    "falle": "falt",
    "kalle": "kalte kalt",
    "prise": "priste prist",
    "rose": "roste rost",
    "sverge": "sverget svor",
    "sprenge": "sprengte sprengt",
    "operere": "opererte",
    "evakuere": "evakuerte",
    "gjenerobre": "gjenerobret",
    "skjære": "skar skåret",
    "stikke": "stakk stukket",
    "hogge": "hogg hogde hogget",
    "gripe": "grep grepet",
    "knipe": "knep knepet",
    "skyve": "skjøv skjøvet",
    "fryse": "frøs frosset",
    "synke": "sank sunket",
    "springe": "sprang sprunget",
    "stige": "steg steget",
    "sitte": "satt sittet",
    "ligge": "lå ligget",
    "komme": "kom kommet",
    "vinne": "vant vunnet",
    "svi": "sved svidd",
    "trå": "trådte trådde trådd",
    "kvele": "kvalte kvalt",
    "knuse": "knuste knust",
    "stenge": "stengte stengt",
    "møte": "møtte møtt",
    "sende": "sendte sendt",
    "late": "lot latt",
    "la": "lot latt",
    "skjelve": "skalv",
    "binde": "bandt bundet",
    "skille": "skilte skilt",
    "tre": "trådte trådt",
    "jage": "jaget jagde jagd jog",
    "felle": "felte felt",
    "ri": "red ridd",
    "ødelegge ": "",
    "brekke": "brakk brukket",
    "gyte": "gjøt gytt",
    "ryke": "røk røket",
    "klippe": "klippet klipte",
    "dytte": "dyttet",
    "helle": "helte helt",
}
_NO_FORM_NB = frozenset({"kveld", "beskytte", "beskytter", "beskyttet", "steiner", "fangen"})
"""Other words that a rule of ending would make of a verb: an evening is no one strangled."""


def forms(base: str, language: str, pos: str) -> set[str]:
    """Return the forms that *base* may take, itself included; *pos* is ``VERB`` or ``NOUN``."""
    if language == "en":
        return _english(base, pos)
    return _norwegian(base, pos)


def _english(base: str, pos: str) -> set[str]:
    out = {base}
    if base.endswith("y") and base[-2:-1] not in _VOWELS:
        out |= {f"{base[:-1]}ies", f"{base[:-1]}ied"}
    out.add(f"{base}es" if base.endswith(("s", "x", "z", "ch", "sh")) else f"{base}s")
    if pos == "VERB":
        stem = base[:-1] if base.endswith("e") else base
        out |= {f"{stem}ed", f"{stem}ing"}
        if len(base) > 2 and base[-1] not in _VOWELS + "wx" and base[-2] in _VOWELS and base[-3] not in _VOWELS:
            out |= {f"{base}{base[-1]}ed", f"{base}{base[-1]}ing"}
        out |= set(_IRREGULAR_EN.get(base, "").split())
    elif base.endswith("man"):
        out.add(f"{base[:-3]}men")
    return out


def _norwegian(base: str, pos: str) -> set[str]:
    out = {base, f"{base}s"}
    if pos == "VERB":
        stem = base[:-1] if base.endswith("e") else base
        out |= {f"{stem}{ending}" for ending in ("er", "et", "te", "t", "es", "ede", "de", "d", "ende", "a", "ete", "ets")}
        if len(stem) > 2 and stem[-1] == stem[-2]:
            out |= {f"{stem[:-1]}te", f"{stem[:-1]}t", f"{stem[:-1]}de"}
        strong = _IRREGULAR_NB.get(base, "").split()
        out |= {*strong, *(f"{form[:-2]}ne".replace("nnne", "nne") for form in strong if form.endswith("et"))}
        for length in range(1, len(base) - 1):
            if base not in _IRREGULAR_NB and base[length:] in _IRREGULAR_NB:
                out |= {base[:length] + form for form in _IRREGULAR_NB[base[length:]].split()}
        return out - _NO_FORM_NB
    stem = base[:-1] if base.endswith("e") else base
    endings = ("en", "et", "er", "ene", "a", "ens", "ets", "enes", "ers", "as")
    out |= {f"{stem}{ending}" for ending in endings}
    if base.endswith("er"):
        out |= {f"{base[:-2]}{ending}" for ending in ("ere", "erne", "eren", "erens", "erne", "ernes", "re", "rene")}
    if base.endswith(("el", "en", "er")) and len(base) > 3:
        short = base[:-2]
        if len(short) > 2 and short[-1] == short[-2]:
            short = short[:-1]
        out |= {f"{short}{base[-1]}{ending}" for ending in ("er", "ene", "et", "en", "ers", "enes", "a")}
    if len(base) > 2 and base[-1] == "m":
        out |= {f"{base}men", f"{base}mer", f"{base}mene"}
    return out
