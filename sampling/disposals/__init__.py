"""The work on disposal: tasks that open by themselves, their steps, and letters to other cities."""
