# A date as plain text.
PREFIX claimed: <https://w3id.org/witness-graph/claimed#>
PREFIX x: <https://example.org/>
DELETE { x:claim claimed:latest ?o } INSERT { x:claim claimed:latest "last week" } WHERE { x:claim claimed:latest ?o }
