"""The tutor: prompts, verification of held poses, messages, and spacing within and across sessions."""
