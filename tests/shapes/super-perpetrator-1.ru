# The wider role of a perpetrator is missing.
PREFIX claimed: <https://w3id.org/witness-graph/claimed#>
PREFIX x: <https://example.org/>
DELETE { x:all claimed:agent ?o } WHERE { x:all claimed:agent ?o }
