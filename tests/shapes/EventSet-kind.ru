# The kind is missing.
PREFIX kg: <https://w3id.org/witness-graph/ns#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX x: <https://example.org/>
DELETE { x:total rdf:type ?o } WHERE { x:total rdf:type ?o . FILTER (?o != kg:EventSet) }
