"""Every kind of input that a file, a browser or a name can bring, as (valid inputs, function that takes one)."""

from benchmarks import _fuzz_data, _fuzz_page, _fuzz_pictures, _fuzz_progress, _fuzz_texts
from benchmarks._fuzz_target import Target

TARGETS: dict[str, Target] = {
    "pictures": Target(_fuzz_pictures.pictures),
    "browser images": Target(_fuzz_pictures.browser_images),
    "videos": Target(_fuzz_pictures.videos, 0.2),
    "clip labels": Target(_fuzz_pictures.clip_labels, 0.2),
    "progress tables": Target(_fuzz_progress.progress_tables, 0.7),
    "progress files": Target(_fuzz_progress.progress_files, 0.3),
    "progress values": Target(_fuzz_progress.progress_values, 0.3),
    "dataset index": Target(_fuzz_data.dataset_index),
    "pixel tables": Target(_fuzz_data.pixel_tables),
    "capture files": Target(_fuzz_data.capture_files),
    "practice logs": Target(_fuzz_texts.logs, 0.7),
    "model metadata": Target(_fuzz_texts.metadata_files),
    "settings": Target(_fuzz_texts.settings_files),
    "page choices": Target(_fuzz_texts.page_choices),
    "word lists": Target(_fuzz_texts.words),
    "names": Target(_fuzz_pictures.names, 0.5),
    "HTTP requests": Target(_fuzz_page.http_requests, 0.5),
    "WebSocket messages": Target(_fuzz_page.websocket_messages, 0.5),
}
"""Name → target."""
