# A date as plain text.
PREFIX kg: <https://w3id.org/witness-graph/ns#>
PREFIX x: <https://example.org/>
DELETE { x:total kg:earliest ?o } INSERT { x:total kg:earliest "last week" } WHERE { x:total kg:earliest ?o }
