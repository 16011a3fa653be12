// SPDX-License-Identifier: GPL-2.0-only
/*
 * Print a sample as CSV (RFC 4180): a line for each vGPU. The columns are always the same.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "../common/flush.h"
#include "output.h"

static void put_text(const char *text)
{
	putchar(',');
	if (!strpbrk(text, ",\"\r\n")) {
		fputs(text, stdout);
		return;
	}
	putchar('"');
	for (; *text; text++) {
		if (*text == '"')
			putchar('"');
		putchar(*text);
	}
	putchar('"');
}

static void put_number(double value)
{
	putchar(',');
	if (value >= 0)
		printf("%.2f", value);
}

static void put_int(int value, bool known)
{
	putchar(',');
	if (known)
		printf("%d", value);
}

static void print_titles(void)
{
	int i;

	fputs("time,period_s,id,uuid,vm,pid,type,state,weight,cap_percent,shown", stdout);
	for (i = 0; i < ENGINES; i++)
		printf(",busy_percent_%s", engine_names[i]);
	for (i = 0; i < COUNTERS; i++)
		printf(",%s", counter_names[i]);
	putchar('\n');
}

static void print_time(uint64_t ns)
{
	time_t seconds = ns / 1000000000;
	struct tm tm;
	char text[32];

	gmtime_r(&seconds, &tm);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &tm);
	printf("%s.%03dZ", text, (int)(ns / 1000000 % 1000));
}

static void print_vgpu(const struct sample *sample, const struct rates *rates, int v)
{
	const struct vgpu_counters *counters = &sample->counters[v];
	const struct vgpu *vgpu = &sample->vgpus[v];
	int i;

	print_time(sample->date_ns);
	put_number(rates->seconds);
	put_int(vgpu->id, true);
	put_text(vgpu->uuid);
	put_text(vgpu->vm);
	put_int(vgpu->pid, vgpu->pid > 0);
	put_text(vgpu->type);
	put_text(vgpu->state);
	put_int(vgpu->weight, vgpu->weight >= 0);
	put_int(vgpu->cap, vgpu->cap >= 0);
	put_int(vgpu->id == sample->foreground, sample->foreground >= 0);
	for (i = 0; i < ENGINES; i++)
		put_number(rates->vgpus[v].busy[i]);
	for (i = 0; i < COUNTERS; i++) {
		putchar(',');
		if (counters->counters & 1u << i)
			printf("%" PRIu64, counters->count[i]);
	}
	putchar('\n');
}

/**
 * csv_print() - print a sample as CSV, with titles before the first
 * @sample: the sample
 * @rates: its rates
 *
 * Return: 0 or a negative errno value.
 */
int csv_print(const struct sample *sample, const struct rates *rates)
{
	static bool titles;
	int i;

	if (!titles)
		print_titles();
	titles = true;
	for (i = 0; i < sample->count; i++)
		print_vgpu(sample, rates, i);
	return output_flush();
}
