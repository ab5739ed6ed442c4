# Derived from another document than the one it stands in.
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX x: <https://example.org/>
DELETE { x:claim prov:wasDerivedFrom ?o } INSERT { x:claim prov:wasDerivedFrom x:other } WHERE { x:claim prov:wasDerivedFrom ?o }
