# It is missing.
PREFIX kg: <https://w3id.org/witness-graph/ns#>
DELETE { <https://example.org/doc#char=0,60> kg:end ?o } WHERE { <https://example.org/doc#char=0,60> kg:end ?o }
