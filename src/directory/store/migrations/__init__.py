"""How the tables came to be; Alembic runs these in their order."""
