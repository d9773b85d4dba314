"""What measures language detection: texts, tools to compare with, scores, tables."""
