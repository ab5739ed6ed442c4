# It is missing.
PREFIX sem: <http://semanticweb.cs.vu.nl/2009/11/sem/>
PREFIX x: <https://example.org/>
DELETE { x:claim sem:accordingTo ?o } WHERE { x:claim sem:accordingTo ?o }
