"""Evaluation of language identification: texts, tools to compare with, scores, tables."""
