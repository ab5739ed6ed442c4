# It is missing.
PREFIX kg: <https://w3id.org/witness-graph/ns#>
PREFIX x: <https://example.org/>
DELETE { x:mention kg:wording ?o } WHERE { x:mention kg:wording ?o }
