"""Remedies (整改清单): what is done about an indicator that is not met, by whom and until when."""
