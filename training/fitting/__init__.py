"""Training: one plan, one `fit`, and for each network its losses, its augmentation and its batches."""
