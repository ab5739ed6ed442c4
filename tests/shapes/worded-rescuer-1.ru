# The words of a rescuer are missing.
PREFIX worded: <https://w3id.org/witness-graph/worded#>
PREFIX x: <https://example.org/>
DELETE { x:all worded:rescuer ?o } WHERE { x:all worded:rescuer ?o }
