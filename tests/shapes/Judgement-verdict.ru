# A value that the list does not have.
PREFIX kg: <https://w3id.org/witness-graph/ns#>
PREFIX x: <https://example.org/>
DELETE { x:judgement kg:verdict ?o } INSERT { x:judgement kg:verdict kg:maybe } WHERE { x:judgement kg:verdict ?o }
