# A value that the list does not have.
PREFIX kg: <https://w3id.org/witness-graph/ns#>
PREFIX x: <https://example.org/>
DELETE { x:claim kg:attribution ?o } INSERT { x:claim kg:attribution kg:maybe } WHERE { x:claim kg:attribution ?o }
