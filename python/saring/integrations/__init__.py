"""saring in other libraries: one module per library. Import only the one that you need."""
