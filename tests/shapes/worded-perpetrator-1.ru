# The words of a perpetrator are missing.
PREFIX worded: <https://w3id.org/witness-graph/worded#>
PREFIX x: <https://example.org/>
DELETE { x:all worded:perpetrator ?o } WHERE { x:all worded:perpetrator ?o }
