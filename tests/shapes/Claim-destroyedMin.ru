# The lowest is above the highest.
PREFIX claimed: <https://w3id.org/witness-graph/claimed#>
PREFIX x: <https://example.org/>
DELETE { x:claim claimed:destroyedMin ?o } INSERT { x:claim claimed:destroyedMin 129 ; claimed:destroyedMax 3 } WHERE { OPTIONAL { x:claim claimed:destroyedMin ?o } }
