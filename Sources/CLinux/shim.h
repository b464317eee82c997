/* System calls that Swift's Glibc module does not show. */
#ifndef LQTOP_CLINUX_H
#define LQTOP_CLINUX_H
#include <signal.h>
#include <linux/memfd.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <wchar.h>

extern int memfd_create(const char *name, unsigned int flags);
extern int wcwidth(wchar_t c);
#endif
