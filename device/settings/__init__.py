"""What a person may change: the sections of station.toml, how they are read and in which order they apply."""

from device.settings.layers import Changes, effective_settings, with_changes, with_page_choices
from device.settings.loading import load_settings, with_values
from device.settings.options import add_config, add_recognition, recognition_changes
from device.settings.page import apply_choices, choices_path, load_choices, progress_path, save_choices, settings_json
from device.settings.pin_uses import pin_conflicts, pin_uses, require_free_pins
from device.settings.sections import (
    ButtonSettings,
    CameraSettings,
    DisplaySettings,
    HealthSettings,
    PracticeSettings,
    RecognitionSettings,
    Settings,
    SmoothingSettings,
    WebSettings,
)
from device.settings.values import (
    DEMO,
    DISPLAYS,
    HANDS,
    LANGUAGES,
    LCD_CHIPS,
    LEARNERS,
    MODELS,
    MODES,
    OLD_PATHS,
    OLED_CHIPS,
    PATHS,
    RUNTIMES,
)

__all__ = [
    "DEMO",
    "DISPLAYS",
    "HANDS",
    "LANGUAGES",
    "LCD_CHIPS",
    "LEARNERS",
    "MODELS",
    "MODES",
    "OLD_PATHS",
    "OLED_CHIPS",
    "PATHS",
    "RUNTIMES",
    "ButtonSettings",
    "CameraSettings",
    "Changes",
    "DisplaySettings",
    "HealthSettings",
    "PracticeSettings",
    "RecognitionSettings",
    "Settings",
    "SmoothingSettings",
    "WebSettings",
    "add_config",
    "add_recognition",
    "apply_choices",
    "choices_path",
    "effective_settings",
    "load_choices",
    "load_settings",
    "pin_conflicts",
    "pin_uses",
    "progress_path",
    "recognition_changes",
    "require_free_pins",
    "save_choices",
    "settings_json",
    "with_changes",
    "with_page_choices",
    "with_values",
]
