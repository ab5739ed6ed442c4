# A value that the list does not have.
PREFIX kg: <https://w3id.org/witness-graph/ns#>
PREFIX x: <https://example.org/>
DELETE { x:claim kg:certainty ?o } INSERT { x:claim kg:certainty kg:maybe } WHERE { x:claim kg:certainty ?o }
