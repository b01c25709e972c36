"""The chapters of the report, a module each: from the package's input to sections of the plain model."""
