# It is missing.
PREFIX kg: <https://w3id.org/witness-graph/ns#>
PREFIX x: <https://example.org/>
DELETE { x:doc kg:name ?o } WHERE { x:doc kg:name ?o }
