# It is missing.
PREFIX kg: <https://w3id.org/witness-graph/ns#>
PREFIX x: <https://example.org/>
DELETE { x:figure kg:evidence ?o } WHERE { x:figure kg:evidence ?o }
