# A value of another form.
PREFIX schema: <https://schema.org/>
PREFIX x: <https://example.org/>
DELETE { x:doc schema:inLanguage ?o } INSERT { x:doc schema:inLanguage "???" } WHERE { x:doc schema:inLanguage ?o }
