# It is missing.
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX x: <https://example.org/>
DELETE { x:event rdfs:label ?o } WHERE { x:event rdfs:label ?o }
