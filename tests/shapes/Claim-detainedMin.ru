# The lowest is above the highest.
PREFIX claimed: <https://w3id.org/witness-graph/claimed#>
PREFIX x: <https://example.org/>
DELETE { x:claim claimed:detainedMin ?o } INSERT { x:claim claimed:detainedMin 129 ; claimed:detainedMax 3 } WHERE { OPTIONAL { x:claim claimed:detainedMin ?o } }
