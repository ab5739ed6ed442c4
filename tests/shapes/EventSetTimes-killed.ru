# The lowest is above the highest.
PREFIX kg: <https://w3id.org/witness-graph/ns#>
PREFIX x: <https://example.org/>
DELETE { x:total kg:killedMin ?o } INSERT { x:total kg:killedMin 501 } WHERE { OPTIONAL { x:total kg:killedMin ?o } }
