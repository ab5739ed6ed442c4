# The words of a place are missing.
PREFIX worded: <https://w3id.org/witness-graph/worded#>
PREFIX x: <https://example.org/>
DELETE { x:all worded:place ?o } WHERE { x:all worded:place ?o }
