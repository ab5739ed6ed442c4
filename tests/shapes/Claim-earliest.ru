# The lowest is above the highest.
PREFIX claimed: <https://w3id.org/witness-graph/claimed#>
PREFIX x: <https://example.org/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
DELETE { x:claim claimed:earliest ?o } INSERT { x:claim claimed:earliest "2016-10-01"^^xsd:date } WHERE { OPTIONAL { x:claim claimed:earliest ?o } }
