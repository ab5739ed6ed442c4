# It is missing.
PREFIX kg: <https://w3id.org/witness-graph/ns#>
PREFIX x: <https://example.org/>
DELETE { x:claim kg:about ?o } WHERE { x:claim kg:about ?o }
