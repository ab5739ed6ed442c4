# It is missing.
PREFIX kg: <https://w3id.org/witness-graph/ns#>
PREFIX x: <https://example.org/>
DELETE { x:tie kg:attributedAs ?o } WHERE { x:tie kg:attributedAs ?o }
