# The lowest is above the highest.
PREFIX claimed: <https://w3id.org/witness-graph/claimed#>
PREFIX x: <https://example.org/>
DELETE { x:claim claimed:treatedMin ?o } INSERT { x:claim claimed:treatedMin 129 ; claimed:treatedMax 3 } WHERE { OPTIONAL { x:claim claimed:treatedMin ?o } }
