# The lowest is above the highest.
PREFIX claimed: <https://w3id.org/witness-graph/claimed#>
PREFIX x: <https://example.org/>
DELETE { x:claim claimed:displacedMin ?o } INSERT { x:claim claimed:displacedMin 129 ; claimed:displacedMax 3 } WHERE { OPTIONAL { x:claim claimed:displacedMin ?o } }
