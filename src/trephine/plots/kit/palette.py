"""Colours of all figures: each has one meaning, and differs from the others in lightness."""

INK = "#111827"
MUTED = "#4b5563"
FAINT = "#9ca3af"
RULE = "#d1d5db"
GRID = "#e5e7eb"
PAPER = "#ffffff"
WASH = "#f3f4f6"
TEAL = "#0f766e"  # what was observed
TEAL_WASH = "#dff1ee"
RUST = "#9a3412"  # what was pooled
RUST_WASH = "#f4ded3"
VIOLET = "#6d28d9"  # what was simulated
VIOLET_WASH = "#f3effc"
AMBER = "#b45309"  # look here
RED = "#b91c1c"  # danger
GRADES = ("#fde68a", "#f59e0b", "#b45309", "#7f1d1d")  # grades 1 to 4, the number always with them
