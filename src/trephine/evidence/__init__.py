"""Studies to Estimate: effect measures, pooling, heterogeneity, influence, bias, certainty."""
