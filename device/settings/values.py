"""Words that settings may hold, and where the files lie that come with the program."""

from pathlib import Path

_PROGRAM = Path(__file__).parents[1]
MODELS = _PROGRAM / "models"
DEMO = _PROGRAM / "assets" / "demo" / "hello_jz.mp4"
LANGUAGES = tuple(sorted(path.stem for path in (_PROGRAM / "assets" / "strings").glob("*.toml")))
MODES = ("letters", "words", "receptive", "round", "numbers", "watch", "read")
LEARNERS = (
    "red-fox",
    "blue-whale",
    "green-frog",
    "yellow-duck",
    "white-owl",
    "black-bear",
    "orange-tiger",
    "purple-cat",
    "pink-pig",
    "brown-horse",
    "grey-mouse",
    "golden-fish",
)
DISPLAYS = (
    "terminal",
    "framebuffer",
    "oled",
    "lcd",
    "leds",
    "character",
    "web",
    "sound",
    "json",
    "recorder",
    "log",
    "auto",
)
OLED_CHIPS = ("ssd1306", "sh1106", "ssd1309", "ssd1315", "sh1107", "ssd1322", "ssd1327", "ssd1331", "ssd1351")
LCD_CHIPS = ("st7789", "st7735", "ili9341", "ili9486", "ili9488")
PATHS = ("auto", "landmark", "baseline")
OLD_PATHS = {"station": "landmark", "report": "baseline"}  # names of the recognition paths before version 0.2
VOCABULARIES = ("letters", "numbers")
RUNTIMES = ("auto", "ai_edge_litert", "tflite_runtime")
SELF_TESTS = ("auto", "always", "never")
HANDS = ("auto", "left", "right")
SIDES = ("mirror", "front", "own")
SKINS = ("light", "medium", "dark")
WATCHED = ("words", "names", "numbers")
NUMBER_TASKS = ("single", "rows")
WATCH_SPEEDS = ("auto", "1", "1.5", "2", "3", "4", "5", "6")  # letters a second; auto follows success
WATCH_SIDES = ("front", "side", "behind")
