# The lowest is above the highest.
PREFIX claimed: <https://w3id.org/witness-graph/claimed#>
PREFIX x: <https://example.org/>
DELETE { x:claim claimed:rescuedMin ?o } INSERT { x:claim claimed:rescuedMin 129 ; claimed:rescuedMax 3 } WHERE { OPTIONAL { x:claim claimed:rescuedMin ?o } }
