# The lowest is above the highest.
PREFIX kg: <https://w3id.org/witness-graph/ns#>
PREFIX x: <https://example.org/>
DELETE { x:figure kg:floor ?o } INSERT { x:figure kg:floor 129 } WHERE { OPTIONAL { x:figure kg:floor ?o } }
