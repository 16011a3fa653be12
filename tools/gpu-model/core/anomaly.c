// SPDX-License-Identifier: GPL-2.0-only
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "anomaly.h"
#include "clock.h"
#include "log.h"
#include "trace.h"

/* After this many, a kind is counted and traced, but no longer logged. */
#define LOGGED_PER_KIND	5

static const struct {
	const char *name;
	const char *help;
} kinds[ANOMALY_KINDS] = {
	[ANOMALY_UNKNOWN_COMMAND] = { "unknown-command", "an opcode no engine knows: the engine hangs" },
	[ANOMALY_BAD_COMMAND] = { "bad-command", "a known command with impossible fields" },
	[ANOMALY_WRONG_ENGINE] = { "wrong-engine", "a command of another engine: the engine hangs" },
	[ANOMALY_RESERVED_BITS] = { "reserved-bits", "a header with bits set that no field explains; executed all the same" },
	[ANOMALY_NOT_EXECUTED] = { "not-executed", "a known command the model only skips by its length" },
	[ANOMALY_PRIVILEGED_COMMAND] = { "privileged-command", "a privileged command in a non-privileged batch became a no-op" },
	[ANOMALY_REGISTER_REFUSED] = { "register-refused", "a register write of a non-privileged batch was dropped" },
	[ANOMALY_GGTT_REFUSED] = { "ggtt-refused", "a non-privileged batch addressed the global GTT; dropped" },
	[ANOMALY_FAULT] = { "fault", "a translation was not present" },
	[ANOMALY_READ_ONLY] = { "read-only", "a write to a read-only page was dropped" },
	[ANOMALY_STALE_TLB] = { "stale-tlb", "a cached translation was used that differs from the tables" },
	[ANOMALY_NO_MEMORY] = { "no-memory", "an access to a physical address with no memory behind it" },
	[ANOMALY_BAD_ELSP] = { "bad-elsp", "an execlist the hardware cannot take" },
	[ANOMALY_BAD_CONTEXT] = { "bad-context", "a context image that makes no sense" },
	[ANOMALY_HANG] = { "hang", "an engine stopped until its reset" },
	[ANOMALY_FORCEWAKE] = { "forcewake", "a register accessed while its domain may sleep" },
	[ANOMALY_RING_MODE] = { "ring-mode", "submission without execlists, which is not modelled" },
	[ANOMALY_RUNAWAY] = { "runaway", "nested batches or lists past any sensible bound" },
	[ANOMALY_BAD_REGISTER] = { "bad-register", "a register offset outside the register space" },
	[ANOMALY_TRTT_PHYSICAL] = { "trtt-physical", "TR-TT switched on with its tables at physical addresses" },
	[ANOMALY_BAD_DISPLAY] = { "bad-display", "display state that shows nothing sensible" },
	[ANOMALY_ASLEEP] = { "asleep", "an access in D3hot, or D3hot while an engine works" },
	[ANOMALY_BAD_SHADER] = { "bad-shader", "an instruction or message that makes no sense or is not modelled: the engine hangs" },
};

void anomalies_init(struct anomalies *a, struct trace *t)
{
	memset(a, 0, sizeof(*a));
	pthread_mutex_init(&a->lock, NULL);
	a->trace = t;
}

void anomalies_destroy(struct anomalies *a)
{
	pthread_mutex_destroy(&a->lock);
}

void anomalies_clear(struct anomalies *a)
{
	pthread_mutex_lock(&a->lock);
	memset(a->count, 0, sizeof(a->count));
	a->total = 0;
	pthread_mutex_unlock(&a->lock);
}

const char *anomaly_name(enum anomaly_kind kind)
{
	return kind < ANOMALY_KINDS ? kinds[kind].name : "?";
}

const char *anomaly_help(enum anomaly_kind kind)
{
	return kind < ANOMALY_KINDS ? kinds[kind].help : "?";
}

u64 anomaly_count(struct anomalies *a, enum anomaly_kind kind)
{
	u64 n;

	pthread_mutex_lock(&a->lock);
	n = a->count[kind];
	pthread_mutex_unlock(&a->lock);
	return n;
}

void anomaly(struct anomalies *a, enum anomaly_kind kind, const char *fmt, ...)
{
	char text[ANOMALY_TEXT];
	struct anomaly_record *r;
	va_list ap;
	u64 n;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);

	pthread_mutex_lock(&a->lock);
	n = ++a->count[kind];
	r = &a->recent[a->total++ % ANOMALY_RECENT];
	r->time_ns = clock_ns();
	r->kind = kind;
	memcpy(r->text, text, sizeof(text));
	pthread_mutex_unlock(&a->lock);

	trace(a->trace, TRACE_ANOMALY, "%s: %s", anomaly_name(kind), text);
	if (n <= LOGGED_PER_KIND)
		log_info("anomaly: %s: %s%s", anomaly_name(kind), text,
			 n == LOGGED_PER_KIND ? " (further ones are only counted)" : "");
}
