# Two where one is allowed.
PREFIX claimed: <https://w3id.org/witness-graph/claimed#>
PREFIX x: <https://example.org/>
INSERT DATA { x:claim claimed:otherMax 77, 78 }
