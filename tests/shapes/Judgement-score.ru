# A number beyond its bounds.
PREFIX kg: <https://w3id.org/witness-graph/ns#>
PREFIX x: <https://example.org/>
DELETE { x:judgement kg:score ?o } INSERT { x:judgement kg:score 1.5 } WHERE { x:judgement kg:score ?o }
