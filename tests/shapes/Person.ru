# A person merged with a place.
PREFIX kg: <https://w3id.org/witness-graph/ns#>
PREFIX x: <https://example.org/>
INSERT DATA { x:rescuer a kg:Place }
