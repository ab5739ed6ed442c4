# It is missing.
PREFIX kg: <https://w3id.org/witness-graph/ns#>
PREFIX x: <https://example.org/>
DELETE { x:run kg:softwareVersion ?o } WHERE { x:run kg:softwareVersion ?o }
