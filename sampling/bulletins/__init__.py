"""Published bulletins: importing their files and summing them up."""
