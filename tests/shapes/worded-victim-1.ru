# The words of a victim are missing.
PREFIX worded: <https://w3id.org/witness-graph/worded#>
PREFIX x: <https://example.org/>
DELETE { x:all worded:victim ?o } WHERE { x:all worded:victim ?o }
