"""The drawing kit: a canvas of seven SVG elements, measured text, scales, panels, sheets.

The elements are rect, line, polyline, polygon, circle, path and text. There is no style sheet, no
``dominant-baseline`` and no transform but a rotation of text: browsers, resvg, Typst and Word
agree on what is left. The unit is the point (1/72 inch).
"""
