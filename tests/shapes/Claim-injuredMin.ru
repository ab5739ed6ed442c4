# The lowest is above the highest.
PREFIX claimed: <https://w3id.org/witness-graph/claimed#>
PREFIX x: <https://example.org/>
DELETE { x:claim claimed:injuredMin ?o } INSERT { x:claim claimed:injuredMin 129 } WHERE { OPTIONAL { x:claim claimed:injuredMin ?o } }
