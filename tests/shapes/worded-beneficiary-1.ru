# The words of a beneficiary are missing.
PREFIX worded: <https://w3id.org/witness-graph/worded#>
PREFIX x: <https://example.org/>
DELETE { x:all worded:beneficiary ?o } WHERE { x:all worded:beneficiary ?o }
