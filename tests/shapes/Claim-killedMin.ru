# The lowest is above the highest.
PREFIX claimed: <https://w3id.org/witness-graph/claimed#>
PREFIX x: <https://example.org/>
DELETE { x:claim claimed:killedMin ?o } INSERT { x:claim claimed:killedMin 129 } WHERE { OPTIONAL { x:claim claimed:killedMin ?o } }
