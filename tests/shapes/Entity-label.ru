# It is missing.
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX x: <https://example.org/>
DELETE { x:rescuer rdfs:label ?o } WHERE { x:rescuer rdfs:label ?o }
