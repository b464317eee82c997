/* What Swift cannot see of ncursesw: macros with casts, mutable globals. No other file includes <ncurses.h>. */
#ifndef LQTOP_CNCURSES_H
#define LQTOP_CNCURSES_H
#define NCURSES_WIDECHAR 1
#include <locale.h>
#include <ncurses.h>

static inline WINDOW *nc_stdscr(void) { return stdscr; }
static inline WINDOW *nc_curscr(void) { return curscr; }
static const attr_t nc_A_NORMAL = A_NORMAL;
static const attr_t nc_A_BOLD = A_BOLD;
static const attr_t nc_A_DIM = A_DIM;
static const attr_t nc_A_REVERSE = A_REVERSE;
static const attr_t nc_A_UNDERLINE = A_UNDERLINE;
#endif
