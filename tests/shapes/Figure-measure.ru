# A value that the list does not have.
PREFIX kg: <https://w3id.org/witness-graph/ns#>
PREFIX x: <https://example.org/>
DELETE { x:figure kg:measure ?o } INSERT { x:figure kg:measure kg:maybe } WHERE { x:figure kg:measure ?o }
