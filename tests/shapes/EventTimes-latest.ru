# A date as plain text.
PREFIX kg: <https://w3id.org/witness-graph/ns#>
PREFIX x: <https://example.org/>
DELETE { x:event kg:latest ?o } INSERT { x:event kg:latest "last week" } WHERE { x:event kg:latest ?o }
