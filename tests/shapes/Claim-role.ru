# Nobody and nothing has a part.
PREFIX claimed: <https://w3id.org/witness-graph/claimed#>
PREFIX x: <https://example.org/>
DELETE { x:claim ?p ?o } WHERE { x:claim ?p ?o . FILTER (STRSTARTS(STR(?p), "https://w3id.org/witness-graph/claimed#") && isIRI(?o) && ?p != claimed:precision) }
