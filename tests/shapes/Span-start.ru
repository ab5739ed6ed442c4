# The lowest is above the highest.
PREFIX kg: <https://w3id.org/witness-graph/ns#>
DELETE { <https://example.org/doc#char=0,60> kg:start ?o } INSERT { <https://example.org/doc#char=0,60> kg:start 129 } WHERE { OPTIONAL { <https://example.org/doc#char=0,60> kg:start ?o } }
