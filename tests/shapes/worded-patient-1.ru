# The words of a patient are missing.
PREFIX worded: <https://w3id.org/witness-graph/worded#>
PREFIX x: <https://example.org/>
DELETE { x:all worded:patient ?o } WHERE { x:all worded:patient ?o }
