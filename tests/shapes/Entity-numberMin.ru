# The lowest is above the highest.
PREFIX kg: <https://w3id.org/witness-graph/ns#>
PREFIX x: <https://example.org/>
DELETE { x:crew kg:numberMin ?o } INSERT { x:crew kg:numberMin 500 } WHERE { OPTIONAL { x:crew kg:numberMin ?o } }
