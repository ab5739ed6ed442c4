# Two where one is allowed.
PREFIX claimed: <https://w3id.org/witness-graph/claimed#>
PREFIX x: <https://example.org/>
INSERT DATA { x:claim claimed:detainedMax 77, 78 }
