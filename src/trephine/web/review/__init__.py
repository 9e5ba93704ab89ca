"""The review workflow over HTTP: protocol, import, duplicates, screening, conflicts, flow."""
