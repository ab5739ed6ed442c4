# The words of a addressee are missing.
PREFIX worded: <https://w3id.org/witness-graph/worded#>
PREFIX x: <https://example.org/>
DELETE { x:all worded:addressee ?o } WHERE { x:all worded:addressee ?o }
