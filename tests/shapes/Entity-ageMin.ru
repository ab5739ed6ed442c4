# The lowest is above the highest.
PREFIX kg: <https://w3id.org/witness-graph/ns#>
PREFIX x: <https://example.org/>
DELETE { x:rescuer kg:ageMin ?o } INSERT { x:rescuer kg:ageMin 129 } WHERE { OPTIONAL { x:rescuer kg:ageMin ?o } }
