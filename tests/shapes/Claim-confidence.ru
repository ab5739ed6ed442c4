# A number beyond its bounds.
PREFIX kg: <https://w3id.org/witness-graph/ns#>
PREFIX x: <https://example.org/>
DELETE { x:claim kg:confidence ?o } INSERT { x:claim kg:confidence 1.5 } WHERE { x:claim kg:confidence ?o }
