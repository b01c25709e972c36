"""Attachments (附件): photos, scans and documents of any record that is worked on."""
