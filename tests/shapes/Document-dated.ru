# The document has no date.
PREFIX schema: <https://schema.org/>
PREFIX x: <https://example.org/>
DELETE { x:doc schema:datePublished ?o } WHERE { x:doc schema:datePublished ?o }
