"""What the explorer may know of a graph: all of it, or a graph folder made of what `kg.exports.profiles` lets a reader see.

Pages, answers, indexes and SPARQL of a profile are made from that folder alone: what is not told is not there to slip out.
"""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox

from kg.errors import UsageError
from kg.exports.profiles import Profile, partner_quads, public_events, public_quads
from kg.store import EmbeddedStore
from kg.workspace import FORMAT, Workspace


def check_profile(name: str) -> Profile:
    """Return the profile called *name*.

    Raises:
        UsageError: there is none of that name.
    """
    try:
        return Profile(name)
    except ValueError as error:
        known = ", ".join(profile.value for profile in Profile)
        raise UsageError(f"there is no profile {name!r}; there are {known}") from error


def told_folder(space: Workspace, profile: Profile) -> TemporaryDirectory[str]:
    """Return a graph folder of its own that holds what *profile* tells of *space*: no texts, no log, no settings of the run."""
    holder = TemporaryDirectory(prefix="kg-told-")
    told = Workspace(Path(holder.name))
    told.sources.mkdir()
    with EmbeddedStore.open(space.store) as source:
        quads = public_quads(public_events(source)) if profile is Profile.PUBLIC else partner_quads(source)
        store = EmbeddedStore(ox.Store(str(told.store)))
        store.load(quads)
        store.engine.flush()
        store.close()
    told.run.write_text(json.dumps({"format": FORMAT, "profile": profile.value}), "utf-8")
    return holder
