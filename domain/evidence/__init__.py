"""Evidence (佐证材料) of the self-assessment: documents, the measures that they serve, and what each measure must have."""
