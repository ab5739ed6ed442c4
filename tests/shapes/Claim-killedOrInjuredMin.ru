# The lowest is above the highest.
PREFIX claimed: <https://w3id.org/witness-graph/claimed#>
PREFIX x: <https://example.org/>
DELETE { x:claim claimed:killedOrInjuredMin ?o } INSERT { x:claim claimed:killedOrInjuredMin 129 ; claimed:killedOrInjuredMax 3 } WHERE { OPTIONAL { x:claim claimed:killedOrInjuredMin ?o } }
