"""HTML pages that show evaluation results."""
