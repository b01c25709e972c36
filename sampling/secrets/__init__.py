"""What is stored encrypted: the installation's keys and how they are used. Who may read what is not decided here."""
