# The lowest is above the highest.
PREFIX claimed: <https://w3id.org/witness-graph/claimed#>
PREFIX x: <https://example.org/>
DELETE { x:claim claimed:otherMin ?o } INSERT { x:claim claimed:otherMin 129 ; claimed:otherMax 3 } WHERE { OPTIONAL { x:claim claimed:otherMin ?o } }
