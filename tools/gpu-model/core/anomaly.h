/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Anomalies: accesses on which real hardware would fault or hang, or which it would silently
 * ignore, and errors that a driver must never make. Each kind has a counter. The latest ones keep
 * their text.
 */
#ifndef GPU_MODEL_ANOMALY_H
#define GPU_MODEL_ANOMALY_H

#include <pthread.h>

#include "types.h"

struct trace;

enum anomaly_kind {
	ANOMALY_UNKNOWN_COMMAND,
	ANOMALY_BAD_COMMAND,
	ANOMALY_WRONG_ENGINE,
	ANOMALY_RESERVED_BITS,
	ANOMALY_NOT_EXECUTED,
	ANOMALY_PRIVILEGED_COMMAND,
	ANOMALY_REGISTER_REFUSED,
	ANOMALY_GGTT_REFUSED,
	ANOMALY_FAULT,
	ANOMALY_READ_ONLY,
	ANOMALY_STALE_TLB,
	ANOMALY_NO_MEMORY,
	ANOMALY_BAD_ELSP,
	ANOMALY_BAD_CONTEXT,
	ANOMALY_HANG,
	ANOMALY_FORCEWAKE,
	ANOMALY_RING_MODE,
	ANOMALY_RUNAWAY,
	ANOMALY_BAD_REGISTER,
	ANOMALY_TRTT_PHYSICAL,
	ANOMALY_BAD_DISPLAY,
	ANOMALY_ASLEEP,
	ANOMALY_BAD_SHADER,
	ANOMALY_KINDS
};

#define ANOMALY_TEXT	160
#define ANOMALY_RECENT	128

/**
 * struct anomaly_record - one remembered anomaly
 * @time_ns: clock_ns() when it happened
 * @kind: what it was
 * @text: details in plain words
 */
struct anomaly_record {
	u64 time_ns;
	enum anomaly_kind kind;
	char text[ANOMALY_TEXT];
};

/**
 * struct anomalies - counters and the latest texts
 * @lock: protects all fields
 * @count: how often each kind has happened
 * @recent: ring of the latest ones
 * @total: how many were ever recorded; the latest is at (total - 1) modulo the ring's size
 */
struct anomalies {
	pthread_mutex_t lock;
	u64 count[ANOMALY_KINDS];
	struct anomaly_record recent[ANOMALY_RECENT];
	u64 total;
	struct trace *trace;
};

void anomalies_init(struct anomalies *a, struct trace *t);
void anomalies_destroy(struct anomalies *a);
void anomalies_clear(struct anomalies *a);

/** anomaly() - count one and remember its text */
void anomaly(struct anomalies *a, enum anomaly_kind kind, const char *fmt, ...) __printf(3, 4);

u64 anomaly_count(struct anomalies *a, enum anomaly_kind kind);
const char *anomaly_name(enum anomaly_kind kind);

/** anomaly_help() - one line that says what the kind means */
const char *anomaly_help(enum anomaly_kind kind);

#endif /* GPU_MODEL_ANOMALY_H */
