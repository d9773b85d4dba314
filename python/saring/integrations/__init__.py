"""saring in other libraries: one module for each, which needs its library and is loaded on use."""
