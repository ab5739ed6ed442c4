# The words of a instrument are missing.
PREFIX worded: <https://w3id.org/witness-graph/worded#>
PREFIX x: <https://example.org/>
DELETE { x:all worded:instrument ?o } WHERE { x:all worded:instrument ?o }
