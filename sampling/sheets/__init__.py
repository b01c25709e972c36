"""The work on sampling sheets: filling in, submitting, correcting, voiding; reserved numbers; failed attempts."""
