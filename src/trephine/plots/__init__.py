"""Figures from nouns: SVG from one small kit, Chinese and English."""
