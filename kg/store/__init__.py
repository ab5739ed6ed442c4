"""Keeps the graph and answers SPARQL: embedded Oxigraph, or any SPARQL 1.1 server, behind one `Store` protocol."""

from kg.store.embedded import EmbeddedStore, constructed, editing, silent
from kg.store.limits import Answer, LimitedRunner, Limits
from kg.store.loading import build_store, derive
from kg.store.mirror import mirror
from kg.store.protocol import Asked, Store
from kg.store.remote import Address, RemoteStore
from kg.store.results import Result, Row, Scope, Solutions, Term, Triples

__all__ = [
    "Address", "Answer", "Asked", "EmbeddedStore", "LimitedRunner", "Limits", "RemoteStore", "Result", "Row", "Scope",
    "Solutions", "Store", "Term", "Triples", "build_store", "constructed", "derive", "editing", "mirror", "silent",
]
