"""The loop: virtual patients of the mechanism, cared for by the rules, studied as evidence is."""
