# A date as plain text.
PREFIX schema: <https://schema.org/>
PREFIX x: <https://example.org/>
DELETE { x:doc schema:datePublished ?o } INSERT { x:doc schema:datePublished "last week" } WHERE { x:doc schema:datePublished ?o }
