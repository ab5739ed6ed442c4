# It is missing.
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX x: <https://example.org/>
DELETE { x:judgement prov:wasAttributedTo ?o } WHERE { x:judgement prov:wasAttributedTo ?o }
