"""From a run's values to readings: schedules, support given, assays, infections, records."""
