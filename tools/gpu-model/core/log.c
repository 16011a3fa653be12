// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>

#include "clock.h"
#include "log.h"

/* Protects everything below. */
static pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;
static FILE *log_file;
static bool quiet_mode;
static u64 start_ns;

int log_open(const char *path)
{
	FILE *f = fopen(path, "a");

	if (!f)
		return -errno;
	setvbuf(f, NULL, _IOLBF, 0);
	pthread_mutex_lock(&log_lock);
	if (log_file)
		fclose(log_file);
	log_file = f;
	pthread_mutex_unlock(&log_lock);
	return 0;
}

void log_quiet(bool quiet)
{
	pthread_mutex_lock(&log_lock);
	quiet_mode = quiet;
	pthread_mutex_unlock(&log_lock);
}

static void __printf(2, 0) log_line(const char *mark, const char *fmt, va_list ap)
{
	FILE *out;
	u64 now = clock_ns();

	pthread_mutex_lock(&log_lock);
	if (!start_ns)
		start_ns = now;
	if (!quiet_mode) {
		out = log_file ? log_file : stderr;
		fprintf(out, "[%9.3f] gpu-model: %s",
			(double)(now - start_ns) / NSEC_PER_SEC, mark);
		vfprintf(out, fmt, ap);
		fputc('\n', out);
	}
	pthread_mutex_unlock(&log_lock);
}

void log_info(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	log_line("", fmt, ap);
	va_end(ap);
}

void log_err(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	log_line("error: ", fmt, ap);
	va_end(ap);
}
