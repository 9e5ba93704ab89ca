"""The workspace: one web application over the engines; routes parse, call once and answer."""
