# The wider role of a beneficiary is missing.
PREFIX claimed: <https://w3id.org/witness-graph/claimed#>
PREFIX x: <https://example.org/>
DELETE { x:all claimed:patient ?o } WHERE { x:all claimed:patient ?o }
