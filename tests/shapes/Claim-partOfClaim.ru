# Two where one is allowed.
PREFIX kg: <https://w3id.org/witness-graph/ns#>
PREFIX x: <https://example.org/>
INSERT DATA { x:claim kg:partOfClaim x:one, x:two }
