# The words of a agent are missing.
PREFIX worded: <https://w3id.org/witness-graph/worded#>
PREFIX x: <https://example.org/>
DELETE { x:all worded:agent ?o } WHERE { x:all worded:agent ?o }
