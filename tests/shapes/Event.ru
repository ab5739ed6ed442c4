# An event that is also a total.
PREFIX kg: <https://w3id.org/witness-graph/ns#>
PREFIX x: <https://example.org/>
INSERT DATA { x:event a kg:EventSet }
