# It is missing.
PREFIX kg: <https://w3id.org/witness-graph/ns#>
PREFIX x: <https://example.org/>
DELETE { x:tie kg:document ?o } WHERE { x:tie kg:document ?o }
