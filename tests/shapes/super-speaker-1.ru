# The wider role of a speaker is missing.
PREFIX claimed: <https://w3id.org/witness-graph/claimed#>
PREFIX x: <https://example.org/>
DELETE { x:all claimed:agent ?o } WHERE { x:all claimed:agent ?o }
