# The lowest is above the highest.
PREFIX kg: <https://w3id.org/witness-graph/ns#>
PREFIX x: <https://example.org/>
DELETE { x:event kg:killedMin ?o } INSERT { x:event kg:killedMin 500 } WHERE { OPTIONAL { x:event kg:killedMin ?o } }
