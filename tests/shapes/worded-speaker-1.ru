# The words of a speaker are missing.
PREFIX worded: <https://w3id.org/witness-graph/worded#>
PREFIX x: <https://example.org/>
DELETE { x:all worded:speaker ?o } WHERE { x:all worded:speaker ?o }
