"""The virtual ward: rounds of many patients, read, titrated, decided, acted on."""
