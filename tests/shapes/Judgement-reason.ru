# It is missing.
PREFIX kg: <https://w3id.org/witness-graph/ns#>
PREFIX x: <https://example.org/>
DELETE { x:judgement kg:reason ?o } WHERE { x:judgement kg:reason ?o }
