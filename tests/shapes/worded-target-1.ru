# The words of a target are missing.
PREFIX worded: <https://w3id.org/witness-graph/worded#>
PREFIX x: <https://example.org/>
DELETE { x:all worded:target ?o } WHERE { x:all worded:target ?o }
