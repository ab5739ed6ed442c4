# A value of another form.
PREFIX kg: <https://w3id.org/witness-graph/ns#>
PREFIX x: <https://example.org/>
DELETE { x:doc kg:sha256 ?o } INSERT { x:doc kg:sha256 "???" } WHERE { x:doc kg:sha256 ?o }
