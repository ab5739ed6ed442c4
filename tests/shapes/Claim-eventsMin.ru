# The lowest is above the highest.
PREFIX claimed: <https://w3id.org/witness-graph/claimed#>
PREFIX x: <https://example.org/>
DELETE { x:claim claimed:eventsMin ?o } INSERT { x:claim claimed:eventsMin 129 ; claimed:eventsMax 3 } WHERE { OPTIONAL { x:claim claimed:eventsMin ?o } }
