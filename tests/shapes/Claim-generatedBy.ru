# It is missing.
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX x: <https://example.org/>
DELETE { x:claim prov:wasGeneratedBy ?o } WHERE { x:claim prov:wasGeneratedBy ?o }
