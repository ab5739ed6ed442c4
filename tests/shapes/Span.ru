# A span that is not named after its characters.
PREFIX kg: <https://w3id.org/witness-graph/ns#>
PREFIX x: <https://example.org/>
INSERT DATA { x:span a kg:Span ; kg:document x:doc ; kg:start 0 ; kg:end 5 ; kg:exact "Plane" }
