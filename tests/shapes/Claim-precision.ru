# A value that the list does not have.
PREFIX kg: <https://w3id.org/witness-graph/ns#>
PREFIX claimed: <https://w3id.org/witness-graph/claimed#>
PREFIX x: <https://example.org/>
DELETE { x:claim claimed:precision ?o } INSERT { x:claim claimed:precision kg:maybe } WHERE { x:claim claimed:precision ?o }
