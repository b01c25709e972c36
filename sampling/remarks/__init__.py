"""The work on remarks: raised, assigned, answered, sent back, accepted; and remarks from a reviewer's file."""
