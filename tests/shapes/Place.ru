# A place merged with a government.
PREFIX kg: <https://w3id.org/witness-graph/ns#>
PREFIX x: <https://example.org/>
INSERT DATA { x:town a kg:Government }
