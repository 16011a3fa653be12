// SPDX-License-Identifier: GPL-2.0-only
/*
 * Usage: idle-guests UUID...
 *
 * A guest on each of these vGPUs, as a driver leaves it when it has nothing to do: a verified
 * request on each engine is done, a monitor shows a picture, interrupts are enabled except those
 * of vertical blanks. Then it does what each line of stdin says, and answers with a line:
 *
 *   vblanks        vertical blanks interrupt the guests, too
 *   no-vblanks     they do not any more
 *   unserved       the guests serve no interrupts any more, as if they were paused
 *   off            the guests' displays are off
 *   interrupts     the number of interrupts that the guests got since they were asked last
 *   work           a verified request on each engine of each guest
 *
 * Each interrupt wakes the program. At the end of stdin it ends.
 */
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gpu.h"
#include "plane.h"
#include "test.h"

#define GUESTS		32u

#define MASTER_ENABLE	BIT(31)
#define PIPE_A_IMR	0x44404
#define PIPE_A_IIR	0x44408
#define PIPE_A_IER	0x4440c
#define PIPE_VBLANK	BIT(0)

static struct gpu gpus[GUESTS];
static u32 count;
static bool serve = true;
static u64 got;

void test_die(const char *format, ...)
{
	va_list args;

	printf("failed: ");
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	exit(1);
}

void test_skip(const char *reason)
{
	test_die("%s", reason);
}

static void vblanks(struct gpu *gpu, bool on)
{
	mmio_write(&gpu->g, PIPE_A_IMR, on ? ~PIPE_VBLANK : ~0u);
	mmio_write(&gpu->g, PIPE_A_IIR, ~0u);
}

/* A driver enables all that it knows of, and masks what it does not wait for. */
static void display_on(struct gpu *gpu)
{
	struct surface s = surface_make(gpu, PAGES, 1);

	vblanks(gpu, false);
	mmio_write(&gpu->g, PIPE_A_IER, ~0u);
	mmio_write(&gpu->g, MASTER_IRQ, MASTER_ENABLE);
	pipe_on(&gpu->g);
	plane_show(gpu, XRGB8888, STRIDE / 64, s.addr);
}

static void display_off(struct gpu *gpu)
{
	vblanks(gpu, false);
	mmio_write(&gpu->g, PIPE_CONF, 0);
}

/* As a driver's handler of interrupts. Those of engines are of no interest here. */
static void serve_interrupts(void)
{
	u64 n;
	u32 i;

	for (i = 0; i < count; i++) {
		n = guest_wait_msi(&gpus[i].g, 0);
		got += n;
		if (n && serve)
			mmio_write(&gpus[i].g, PIPE_A_IIR, ~0u);
	}
}

static u64 interrupts(void)
{
	u64 n;

	serve_interrupts();
	n = got;
	got = 0;
	return n;
}

/* False at the end of stdin. */
static bool command(char *line, size_t size)
{
	struct pollfd fds[GUESTS + 1];
	ssize_t len;
	u32 i;

	for (i = 0; i < count; i++)
		fds[i] = (struct pollfd){ .fd = gpus[i].g.msi, .events = POLLIN };
	fds[count] = (struct pollfd){ .fd = STDIN_FILENO, .events = POLLIN };
	for (;;) {
		if (poll(fds, count + 1, -1) < 0 && errno != EINTR)
			test_die("poll: %s", strerror(errno));
		serve_interrupts();
		if (fds[count].revents)
			break;
	}
	/* One command at a time: who sends it waits for the answer. */
	len = read(STDIN_FILENO, line, size - 1);
	if (len <= 0)
		return false;
	line[len] = 0;
	line[strcspn(line, "\n")] = 0;
	return true;
}

static void work(const char *when)
{
	u32 i;

	for (i = 0; i < count; i++)
		engines_work(&gpus[i], when);
}

static void answer(const char *line)
{
	u32 i;

	for (i = 0; i < count; i++) {
		if (!strcmp(line, "vblanks"))
			vblanks(&gpus[i], true);
		else if (!strcmp(line, "no-vblanks"))
			vblanks(&gpus[i], false);
		else if (!strcmp(line, "off"))
			display_off(&gpus[i]);
	}
	if (!strcmp(line, "unserved"))
		serve = false;
	if (!strcmp(line, "work"))
		work("after the idle time");
	if (!strcmp(line, "interrupts"))
		printf("%llu\n", (unsigned long long)interrupts());
	else
		puts("done");
}

int main(int argc, char **argv)
{
	char line[32];
	u32 i;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc < 2 || argc - 1u > GUESTS) {
		fprintf(stderr, "Usage: idle-guests UUID...\n");
		return 2;
	}
	for (count = 0; count < argc - 1u; count++) {
		gpu_open(&gpus[count], argv[1 + count]);
		display_on(&gpus[count]);
	}
	work("before the idle time");
	interrupts();
	puts("ready");
	while (command(line, sizeof(line)))
		answer(line);
	for (i = 0; i < count; i++)
		gpu_close(&gpus[i]);
	return 0;
}
