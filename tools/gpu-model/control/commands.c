// SPDX-License-Identifier: GPL-2.0-only
/*
 * Commands of the control socket.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "control/base64.h"
#include "control/control.h"
#include "core/gpu.h"
#include "cs/commands.h"
#include "display/scanout.h"

#define ARGS_MAX	6

/* Returns NULL, or what is wrong in plain words. */
typedef const char *(*command_fn)(struct gpu *gpu, int argc, char **argv, FILE *out);

typedef unsigned long long ull;

static bool parse_number(const char *text, u64 most, u64 *val)
{
	char *end;

	errno = 0;
	*val = strtoull(text, &end, 0);
	return *text && *text != '-' && !*end && !errno && *val <= most;
}

/* ---- counters ---- */

static const char *engine_state(const struct engine *e)
{
	if (e->hung)
		return "hung";
	if (e->paused)
		return "paused";
	return e->running ? "running" : "idle";
}

static void print_engine(struct engine *e, FILE *out)
{
	const struct engine_stats *s = &e->stats;
	ull commands = __atomic_load_n(&s->commands, __ATOMIC_RELAXED);

	fprintf(out, "%s state=%s submissions=%llu contexts=%llu lite_restores=%llu preemptions=%llu commands=%llu resets=%llu hangs=%llu busy_us=%llu stale_tlb=%llu delay_us=%u\n",
		e->info->name, engine_state(e), (ull)s->submissions, (ull)s->contexts,
		(ull)s->lite_restores, (ull)s->preemptions, commands, (ull)s->resets,
		(ull)s->hangs, (ull)(s->busy_ns / 1000),
		(ull)__atomic_load_n(&e->tlb.stale, __ATOMIC_RELAXED), e->delay_us);
}

static const char *cmd_engines(struct gpu *gpu, int argc __unused, char **argv __unused, FILE *out)
{
	pthread_mutex_lock(&gpu->lock);
	for (u32 i = 0; i < ENGINE_COUNT; i++)
		if (gpu_has_engine(gpu, i))
			print_engine(&gpu->engine[i], out);
	pthread_mutex_unlock(&gpu->lock);
	return NULL;
}

static const char *cmd_status(struct gpu *gpu, int argc __unused, char **argv __unused, FILE *out)
{
	ull reads = 0, writes = 0;

	pthread_mutex_lock(&gpu->lock);
	for (u32 i = 0; i < MMIO_DWORDS; i++) {
		reads += gpu->mmio->reads[i];
		writes += gpu->mmio->writes[i];
	}
	fprintf(out, "device=%s id=8086:%04x gen=%u aperture_mib=%llu\n", gpu->device->name,
		gpu->device->pci_id, gpu->device->gen, (ull)gpu->aperture_size >> 20);
	fprintf(out, "mmio_reads=%llu mmio_writes=%llu aperture_reads=%llu aperture_writes=%llu msi=%llu\n",
		reads, writes, (ull)__atomic_load_n(&gpu->aperture_reads, __ATOMIC_RELAXED),
		(ull)__atomic_load_n(&gpu->aperture_writes, __ATOMIC_RELAXED),
		(ull)gpu->irq.msi_count);
	fprintf(out, "power=D%u d3=%s d3_count=%llu resets=%llu\n", gpu->power.state,
		gpu->power.d3_loses ? "lose" : "keep", (ull)gpu->power.d3_count,
		(ull)gpu->power.resets);
	pthread_mutex_unlock(&gpu->lock);
	return NULL;
}

static const char *cmd_d3(struct gpu *gpu, int argc __unused, char **argv, FILE *out __unused)
{
	bool loses = !strcmp(argv[1], "lose");

	if (!loses && strcmp(argv[1], "keep"))
		return "keep or lose";
	pthread_mutex_lock(&gpu->lock);
	gpu->power.d3_loses = loses;
	pthread_mutex_unlock(&gpu->lock);
	return NULL;
}

static void print_commands(struct gpu *gpu, const struct cs_table *t, FILE *out)
{
	for (u32 i = 0; i < t->count; i++) {
		ull n = __atomic_load_n(&gpu->command_count[t->first + i], __ATOMIC_RELAXED);

		if (n)
			fprintf(out, "%s %llu%s\n", t->rows[i].name, n,
				t->rows[i].flags & COMMAND_SKIP ? " not-executed" : "");
	}
}

static const char *cmd_commands(struct gpu *gpu, int argc __unused, char **argv __unused,
				FILE *out)
{
	print_commands(gpu, &cs_mi_table, out);
	print_commands(gpu, &cs_blt_table, out);
	print_commands(gpu, &cs_3d_table, out);
	return NULL;
}

static const char *cmd_clear(struct gpu *gpu, int argc __unused, char **argv __unused,
			     FILE *out __unused)
{
	pthread_mutex_lock(&gpu->lock);
	memset(gpu->mmio->reads, 0, sizeof(gpu->mmio->reads));
	memset(gpu->mmio->writes, 0, sizeof(gpu->mmio->writes));
	for (u32 i = 0; i < ENGINE_COUNT; i++)
		memset(&gpu->engine[i].stats, 0, sizeof(gpu->engine[i].stats));
	gpu->irq.msi_count = 0;
	pthread_mutex_unlock(&gpu->lock);
	for (u32 i = 0; i < ARRAY_SIZE(gpu->command_count); i++)
		__atomic_store_n(&gpu->command_count[i], 0, __ATOMIC_RELAXED);
	__atomic_store_n(&gpu->aperture_reads, 0, __ATOMIC_RELAXED);
	__atomic_store_n(&gpu->aperture_writes, 0, __ATOMIC_RELAXED);
	anomalies_clear(&gpu->anomalies);
	return NULL;
}

/* ---- registers ---- */

struct reg_count {
	u32 offset;
	u32 reads;
	u32 writes;
};

static int by_accesses(const void *pa, const void *pb)
{
	const struct reg_count *a = pa, *b = pb;
	u64 na = (u64)a->reads + a->writes, nb = (u64)b->reads + b->writes;

	if (na != nb)
		return na < nb ? 1 : -1;
	return a->offset < b->offset ? -1 : 1;
}

static u32 collect_counts(struct gpu *gpu, struct reg_count *counts)
{
	const struct mmio *m = gpu->mmio;
	u32 n = 0;

	pthread_mutex_lock(&gpu->lock);
	for (u32 i = 0; i < MMIO_DWORDS; i++)
		if (m->reads[i] || m->writes[i])
			counts[n++] = (struct reg_count){ i * 4, m->reads[i], m->writes[i] };
	pthread_mutex_unlock(&gpu->lock);
	return n;
}

static const char *cmd_regs(struct gpu *gpu, int argc, char **argv, FILE *out)
{
	struct reg_count *counts;
	u64 most = 20;
	u32 n;

	if (argc > 1 && !parse_number(argv[1], MMIO_DWORDS, &most))
		return "not a number of registers";
	counts = calloc(MMIO_DWORDS, sizeof(*counts));
	if (!counts)
		return "out of memory";
	n = collect_counts(gpu, counts);
	qsort(counts, n, sizeof(*counts), by_accesses);
	for (u32 i = 0; i < n && i < most; i++)
		fprintf(out, "0x%06x reads=%u writes=%u\n", counts[i].offset, counts[i].reads,
			counts[i].writes);
	free(counts);
	return NULL;
}

static const char *cmd_reg(struct gpu *gpu, int argc __unused, char **argv, FILE *out)
{
	u64 offset;

	if (!parse_number(argv[1], MMIO_SIZE - 4, &offset) || offset & 3)
		return "not a register offset";
	pthread_mutex_lock(&gpu->lock);
	fprintf(out, "0x%06x value=0x%08x reads=%u writes=%u\n", (u32)offset,
		reg_get(gpu, (u32)offset), gpu->mmio->reads[offset / 4],
		gpu->mmio->writes[offset / 4]);
	pthread_mutex_unlock(&gpu->lock);
	return NULL;
}

/* ---- anomalies ---- */

static void print_recent(struct anomalies *a, FILE *out)
{
	u64 first = a->total > ANOMALY_RECENT ? a->total - ANOMALY_RECENT : 0;

	for (u64 i = first; i < a->total; i++) {
		const struct anomaly_record *r = &a->recent[i % ANOMALY_RECENT];

		fprintf(out, "# %llu.%06llu %s: %s\n", (ull)r->time_ns / 1000000000,
			(ull)r->time_ns / 1000 % 1000000, anomaly_name(r->kind), r->text);
	}
}

static const char *cmd_anomalies(struct gpu *gpu, int argc, char **argv, FILE *out)
{
	struct anomalies *a = &gpu->anomalies;
	bool recent = argc > 1 && !strcmp(argv[1], "recent");

	if (argc > 1 && !recent)
		return "usage: anomalies [recent]";
	pthread_mutex_lock(&a->lock);
	for (u32 i = 0; i < ANOMALY_KINDS; i++)
		fprintf(out, "%s %llu\n", anomaly_name(i), (ull)a->count[i]);
	if (recent)
		print_recent(a, out);
	pthread_mutex_unlock(&a->lock);
	return NULL;
}

/* ---- trace and page log ---- */

static const char *cmd_trace(struct gpu *gpu, int argc, char **argv, FILE *out __unused)
{
	int ret;

	if (!strcmp(argv[1], "off")) {
		trace_stop(&gpu->trace);
		return NULL;
	}
	if (strcmp(argv[1], "on") || argc < 3)
		return "usage: trace on FILE [CATEGORY,...] | trace off";
	ret = trace_start(&gpu->trace, argv[2], argc > 3 ? argv[3] : NULL);
	if (ret == -EINVAL)
		return "no such category";
	return ret ? strerror(-ret) : NULL;
}

static const char *cmd_pagelog(struct gpu *gpu, int argc __unused, char **argv, FILE *out)
{
	if (!strcmp(argv[1], "on"))
		page_log_enable(&gpu->page_log, true);
	else if (!strcmp(argv[1], "runs"))
		page_log_enable_by_run(&gpu->page_log);
	else if (!strcmp(argv[1], "off"))
		page_log_enable(&gpu->page_log, false);
	else if (!strcmp(argv[1], "clear"))
		page_log_clear(&gpu->page_log);
	else if (!strcmp(argv[1], "dump"))
		page_log_dump(&gpu->page_log, out);
	else
		return "usage: pagelog on | runs | off | clear | dump";
	return NULL;
}

/* ---- engines ---- */

static const char *cmd_hang(struct gpu *gpu, int argc __unused, char **argv, FILE *out __unused)
{
	struct engine *e = engine_by_name(gpu, argv[1]);

	if (!e)
		return "no such engine";
	pthread_mutex_lock(&gpu->lock);
	engine_kick(e, ATTENTION_HANG);
	pthread_mutex_unlock(&gpu->lock);
	return NULL;
}

static const char *cmd_delay(struct gpu *gpu, int argc __unused, char **argv, FILE *out __unused)
{
	struct engine *e = engine_by_name(gpu, argv[1]);
	u64 us;

	if (!e)
		return "no such engine";
	if (!parse_number(argv[2], 60000000, &us))
		return "not a delay in microseconds, up to a minute";
	pthread_mutex_lock(&gpu->lock);
	e->delay_us = (u32)us;
	engine_kick(e, 0);
	pthread_mutex_unlock(&gpu->lock);
	return NULL;
}

static const char *cmd_lose(struct gpu *gpu, int argc __unused, char **argv, FILE *out __unused)
{
	struct engine *e = engine_by_name(gpu, argv[1]);
	u64 count;

	if (!e)
		return "no such engine";
	if (!parse_number(argv[2], 1000000, &count))
		return "not a number of writes, up to a million";
	__atomic_store_n(&e->lose, (u32)count, __ATOMIC_RELAXED);
	return NULL;
}

static const char *cmd_incoherent(struct gpu *gpu, int argc __unused, char **argv,
				  FILE *out __unused)
{
	static const char * const names[LINE_FAULTS] = { "none", "read", "write" };
	struct engine *e = engine_by_name(gpu, argv[1]);

	if (!e)
		return "no such engine";
	for (u32 i = 0; i < LINE_FAULTS; i++) {
		if (!strcmp(argv[2], names[i])) {
			line_cache_inject(&e->lines, i);
			return NULL;
		}
	}
	return "none, read or write";
}

/* ---- display ---- */

static const char *cmd_monitors(struct gpu *gpu, int argc __unused, char **argv __unused,
				FILE *out)
{
	char text[40];

	pthread_mutex_lock(&gpu->lock);
	for (u32 i = PORT_B; i < PORTS; i++) {
		monitor_describe(&gpu->display.port[i].monitor, text, sizeof(text));
		fprintf(out, "%c=%s\n", 'a' + i, text);
	}
	pthread_mutex_unlock(&gpu->lock);
	return NULL;
}

static const char *cmd_plug(struct gpu *gpu, int argc __unused, char **argv, FILE *out __unused)
{
	enum port_id port = PORT_B;
	struct monitor m;

	if (monitor_parse(argv[1], &port, &m))
		return "not a monitor: [b=|c=|d=]hdmi:WxH[@HZ], dp:WxH[@HZ] or none";
	monitor_plug(gpu, port, &m);
	return NULL;
}

static const char *cmd_unplug(struct gpu *gpu, int argc, char **argv, FILE *out __unused)
{
	struct monitor none = { .type = MONITOR_NONE };
	u32 port = argc > 1 ? (u32)((argv[1][0] | 0x20) - 'a') : PORT_B;

	if (port < PORT_B || port > PORT_D || (argc > 1 && argv[1][1]))
		return "no such port: b, c or d";
	monitor_plug(gpu, port, &none);
	return NULL;
}

static bool parse_pipe(const char *text, u32 *pipe)
{
	*pipe = (u32)((text[0] | 0x20) - 'a');
	return *pipe < PIPES && !text[1];
}

static const char *cmd_planes(struct gpu *gpu, int argc __unused, char **argv, FILE *out)
{
	struct scanout s;
	u32 pipe;
	bool on;

	if (!parse_pipe(argv[1], &pipe))
		return "no such pipe: a, b or c";
	pthread_mutex_lock(&gpu->lock);
	on = scanout_take(gpu, pipe, &s);
	fprintf(out, "pipe %s frame=%u flips=%u src=%ux%u active=%ux%u\n", on ? "on" : "off",
		pipe_frame(gpu, pipe), gpu->display.pipe[pipe].flips, s.src_width, s.src_height,
		s.active_width, s.active_height);
	pthread_mutex_unlock(&gpu->lock);
	for (u32 i = 0; on && i < PLANES; i++)
		fprintf(out, "plane%u ctl=%08x stride=%x pos=%08x size=%08x offset=%08x surf=%08x\n",
			i + 1, s.plane[i].ctl, s.plane[i].stride, s.plane[i].pos,
			s.plane[i].size, s.plane[i].offset, s.plane[i].surf);
	if (on)
		fprintf(out, "cursor ctl=%08x base=%08x pos=%08x\n", s.cursor.ctl, s.cursor.base,
			s.cursor.pos);
	return NULL;
}

static const char *print_png(const struct picture *p, FILE *out)
{
	char *png = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&png, &len);
	int ret;

	if (!f)
		return "out of memory";
	ret = picture_write_png(p, f);
	fclose(f);
	if (!ret)
		base64_write(png, len, out);
	free(png);
	return ret ? "the PNG library failed" : NULL;
}

static const char *cmd_screenshot(struct gpu *gpu, int argc __unused, char **argv, FILE *out)
{
	struct picture picture;
	const char *error;
	struct scanout s;
	u32 pipe;
	bool on;

	if (!parse_pipe(argv[1], &pipe))
		return "no such pipe: a, b or c";
	pthread_mutex_lock(&gpu->lock);
	on = scanout_take(gpu, pipe, &s);
	pthread_mutex_unlock(&gpu->lock);
	if (!on)
		return "the pipe is off";
	if (scanout_compose(gpu, &s, &picture))
		return "out of memory";
	error = print_png(&picture, out);
	free(picture.pixel);
	return error;
}

/* ---- the table ---- */

static const char *cmd_help(struct gpu *gpu, int argc, char **argv, FILE *out);

static const struct control_command {
	const char *name;
	int min_args;
	int max_args;
	command_fn run;
	const char *args;
	const char *help;
} commands[] = {
	{ "help", 0, 0, cmd_help, "", "list the commands" },
	{ "status", 0, 0, cmd_status, "", "device and access counters" },
	{ "engines", 0, 0, cmd_engines, "", "state and counters of each engine" },
	{ "commands", 0, 0, cmd_commands, "", "commands seen by the engines, with counts" },
	{ "regs", 0, 1, cmd_regs, "[N]", "the N registers accessed most, 20 by default" },
	{ "reg", 1, 1, cmd_reg, "OFFSET", "stored value and access counts of a register" },
	{ "anomalies", 0, 1, cmd_anomalies, "[recent]", "anomalies by kind; the latest in words" },
	{ "clear", 0, 0, cmd_clear, "", "set all counters to 0" },
	{ "trace", 1, 3, cmd_trace, "on FILE [CATEGORY,...] | off", "write events to a file" },
	{ "pagelog", 1, 1, cmd_pagelog, "on | runs | off | clear | dump", "pages touched by contexts" },
	{ "hang", 1, 1, cmd_hang, "ENGINE", "hang an engine at its next command" },
	{ "delay", 2, 2, cmd_delay, "ENGINE US", "delay each context by this time" },
	{ "lose", 2, 2, cmd_lose, "ENGINE N", "lose its next N post-sync writes of the ring" },
	{ "incoherent", 2, 2, cmd_incoherent, "ENGINE none | read | write",
	  "give it a cache that does not see processors' writes, or keeps its own" },
	{ "d3", 1, 1, cmd_d3, "keep | lose", "whether D3hot takes the registers' power" },
	{ "monitors", 0, 0, cmd_monitors, "", "what is plugged in where" },
	{ "plug", 1, 1, cmd_plug, "[PORT=]MONITOR", "plug a monitor in" },
	{ "unplug", 0, 1, cmd_unplug, "[PORT]", "plug a monitor out" },
	{ "planes", 1, 1, cmd_planes, "PIPE", "what the planes of a pipe show" },
	{ "screenshot", 1, 1, cmd_screenshot, "PIPE", "picture on the monitor: PNG in base64" },
};

static const char *cmd_help(struct gpu *gpu __unused, int argc __unused, char **argv __unused,
			    FILE *out)
{
	for (u32 i = 0; i < ARRAY_SIZE(commands); i++)
		fprintf(out, "%-10s %-30s %s\n", commands[i].name, commands[i].args,
			commands[i].help);
	fputs("trace categories:", out);
	for (u32 i = 0; i < TRACE_CATEGORIES; i++)
		fprintf(out, " %s", trace_category_name(i));
	fputc('\n', out);
	return NULL;
}

static const char *run(struct gpu *gpu, int argc, char **argv, FILE *out)
{
	for (u32 i = 0; i < ARRAY_SIZE(commands); i++) {
		const struct control_command *c = &commands[i];

		if (strcmp(c->name, argv[0]))
			continue;
		if (argc - 1 < c->min_args || argc - 1 > c->max_args)
			return "wrong number of arguments; try help";
		return c->run(gpu, argc, argv, out);
	}
	return "no such command; try help";
}

void control_execute(struct gpu *gpu, char *line, FILE *out)
{
	char *argv[ARGS_MAX + 1];
	const char *error;
	char *save;
	int argc = 0;

	for (char *word = strtok_r(line, " \t\r", &save); word && argc <= ARGS_MAX;
	     word = strtok_r(NULL, " \t\r", &save))
		argv[argc++] = word;
	error = argc ? run(gpu, argc, argv, out) : "empty line; try help";
	if (error)
		fprintf(out, "error: %s\n", error);
	else
		fputs("ok\n", out);
}
