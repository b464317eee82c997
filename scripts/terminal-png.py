#!/usr/bin/env python3
"""terminal-png.py COLUMNS ROWS OUTPUT.png < CAPTURE: paints a terminal screen on an exact grid of cells.

CAPTURE is what `tmux capture-pane -e -p -N` prints. Box lines and block elements are drawn as shapes, so that they
join whatever the font does."""
import sys

import pyte
from PIL import Image, ImageDraw, ImageFont

FONT = "/usr/share/fonts/truetype/jetbrains-mono/JetBrainsMono-%s.ttf"
CELL_WIDTH, CELL_HEIGHT, SIZE, MARGIN = 12, 26, 20, 14
BACKGROUND, FOREGROUND = "#0d1117", "#c9d1d9"
NAMED = {
    "black": "#484f58", "red": "#ff7b72", "green": "#3fb950", "brown": "#d29922", "blue": "#58a6ff",
    "magenta": "#bc8cff", "cyan": "#39c5cf", "white": "#c9d1d9", "brightblack": "#6e7681",
    "brightred": "#ffa198", "brightgreen": "#56d364", "brightbrown": "#e3b341", "brightblue": "#79c0ff",
    "brightmagenta": "#d2a8ff", "brightcyan": "#56d4dd", "brightwhite": "#f0f6fc",
}
# arms of a box character: left, right, up, down
BOX = {
    "─": "lr", "│": "ud", "┌": "rd", "┐": "ld", "└": "ru", "┘": "lu", "├": "udr", "┤": "udl", "┬": "lrd",
    "┴": "lru", "┼": "lrud", "╭": "rd", "╮": "ld", "╰": "ru", "╯": "lu", "╴": "l", "╶": "r",
}


def colour(name, default):
    if name == "default":
        return default
    return NAMED.get(name, "#" + name if len(name) == 6 else default)


def dimmed(foreground, background):
    mix = lambda i: (int(foreground[i:i + 2], 16) * 6 + int(background[i:i + 2], 16) * 4) // 10
    return "#%02x%02x%02x" % (mix(1), mix(3), mix(5))


def draw_shape(draw, x, y, character, fill):
    """Draws box lines and blocks; says whether it did."""
    right, bottom, mid_x, mid_y = x + CELL_WIDTH, y + CELL_HEIGHT, x + CELL_WIDTH // 2, y + CELL_HEIGHT // 2
    if character in BOX:
        arms = {"l": (x, mid_y, mid_x, mid_y), "r": (mid_x, mid_y, right, mid_y),
                "u": (mid_x, y, mid_x, mid_y), "d": (mid_x, mid_y, mid_x, bottom)}
        for arm in BOX[character]:
            draw.line(arms[arm], fill=fill, width=2)
    elif "▁" <= character <= "█":
        height = (ord(character) - ord("▁") + 1) * CELL_HEIGHT // 8
        draw.rectangle((x, bottom - height, right - 2, bottom - 1), fill=fill)
    elif character in "░▒▓":
        step = {"░": 6, "▒": 4, "▓": 3}[character]
        for dy in range(0, CELL_HEIGHT, step):
            for dx in range((dy // step % 2) * step // 2, CELL_WIDTH, step):
                draw.rectangle((x + dx, y + dy, x + dx + 1, y + dy + 1), fill=fill)
    else:
        return False
    return True


def paint(screen, columns, rows):
    image = Image.new("RGB", (columns * CELL_WIDTH + 2 * MARGIN, rows * CELL_HEIGHT + 2 * MARGIN), BACKGROUND)
    draw = ImageDraw.Draw(image)
    fonts = {bold: ImageFont.truetype(FONT % ("Bold" if bold else "Regular"), SIZE) for bold in (False, True)}
    for row in range(rows):
        for column in range(columns):
            cell = screen.buffer[row][column]
            foreground, background = colour(cell.fg, FOREGROUND), colour(cell.bg, BACKGROUND)
            if cell.reverse:
                foreground, background = background, foreground
            if getattr(cell, "faint", False):
                foreground = dimmed(foreground, background)
            x, y = MARGIN + column * CELL_WIDTH, MARGIN + row * CELL_HEIGHT
            draw.rectangle((x, y, x + CELL_WIDTH - 1, y + CELL_HEIGHT - 1), fill=background)
            if cell.data.strip() and not draw_shape(draw, x, y, cell.data, foreground):
                draw.text((x, y), cell.data, font=fonts[cell.bold], fill=foreground, features=["-liga", "-calt"])
            if cell.underscore:
                draw.line((x, y + CELL_HEIGHT - 3, x + CELL_WIDTH, y + CELL_HEIGHT - 3), fill=foreground)
    return image


def main():
    columns, rows, output = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    screen = pyte.Screen(columns, rows)
    lines = sys.stdin.read().split("\n")[:rows]
    pyte.Stream(screen).feed("\r\n".join(lines))
    paint(screen, columns, rows).save(output, optimize=True)


main()
