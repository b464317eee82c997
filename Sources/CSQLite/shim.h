/* The system's SQLite. No other file includes <sqlite3.h>. */
#ifndef LQTOP_CSQLITE_H
#define LQTOP_CSQLITE_H
#include <sqlite3.h>
#endif
