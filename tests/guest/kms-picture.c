// SPDX-License-Identifier: GPL-2.0-only
/*
 * kms-picture: a known picture on the monitor, through stock i915.
 */
#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <xf86drm.h>

#include "display.h"
#include "gpu.h"
#include "picture.h"

#define EVENT_MS	5000
#define MAX_NUMBER	100000

static const char usage[] =
	"Usage: kms-picture [OPTION...]\n"
	"\n"
	"Shows a picture in the mode that the monitor prefers, in two buffers in turn, and\n"
	"a cursor on it.\n"
	"\n"
	"  -p, --picture N    which one (default 1)\n"
	"  -s, --stay SECONDS for so long (default 5)\n"
	"  -u, --until FILE   until this file exists, however long\n"
	"  -o, --hold FILE    while this file exists nothing is flipped: the picture is drawn\n"
	"                     again and again where it is shown, and the cursor moves\n"
	"  -k, --dark FILE    while this file exists the display is off\n"
	"  -a, --aperture     draw through the aperture (BAR 2)\n"
	"  -d, --device PATH  the DRM device (default /dev/dri/card0)\n"
	"\n"
	"Status: 0 all is right; 1 a flip that does not end; 2 wrong usage; 3 no device or no\n"
	"monitor; 4 the driver refused a request.\n";

static unsigned int number = 1, stay = 5;
static const char *device, *until, *hold, *dark;
static bool aperture;

static void parse(int argc, char **argv)
{
	static const struct option table[] = {
		{ "picture", required_argument, NULL, 'p' },
		{ "stay", required_argument, NULL, 's' },
		{ "until", required_argument, NULL, 'u' },
		{ "hold", required_argument, NULL, 'o' },
		{ "dark", required_argument, NULL, 'k' },
		{ "aperture", no_argument, NULL, 'a' },
		{ "device", required_argument, NULL, 'd' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "p:s:u:o:k:ad:h", table, NULL)) >= 0) {
		switch (c) {
		case 'p':
			number = parse_number("--picture", optarg, MAX_NUMBER);
			break;
		case 's':
			stay = parse_number("--stay", optarg, MAX_NUMBER);
			break;
		case 'u':
			until = optarg;
			break;
		case 'o':
			hold = optarg;
			break;
		case 'k':
			dark = optarg;
			break;
		case 'a':
			aperture = true;
			break;
		case 'd':
			device = optarg;
			break;
		case 'h':
			fputs(usage, stdout);
			exit(EXIT_OK);
		default:
			exit(EXIT_USAGE);
		}
	}
}

static void draw(const struct display *d, const struct frame *f, unsigned int n)
{
	u32 width = d->mode.hdisplay, height = d->mode.vdisplay, x, y;

	(void)n;
	for (y = 0; y < height; y++) {
		u32 *row = (u32 *)(f->map + (u64)y * f->pitch);

		for (x = 0; x < width; x++)
			row[x] = picture_pixel(number, x, y, width, height);
	}
}

static void draw_cursor(const struct frame *f)
{
	u32 *pixel = (u32 *)f->map, x, y;

	for (y = 0; y < PICTURE_CURSOR; y++)
		for (x = 0; x < PICTURE_CURSOR; x++)
			*pixel++ = 0xff000000 | picture_cursor_pixel(number, x, y);
}

static void on_flip(int fd, unsigned int frame, unsigned int sec, unsigned int usec,
		    void *data)
{
	(void)fd, (void)frame, (void)sec, (void)usec;
	++*(unsigned int *)data;
}

static void flip(const struct display *d, const struct frame *f, unsigned int *flips)
{
	drmEventContext context = { .version = 2, .page_flip_handler = on_flip };
	struct pollfd poll_fd = { .fd = d->fd, .events = POLLIN };

	if (drmModePageFlip(d->fd, d->crtc, f->id, DRM_MODE_PAGE_FLIP_EVENT, flips))
		die(EXIT_ERROR, "flip %u: refused: %s", *flips, strerror(errno));
	if (poll(&poll_fd, 1, EVENT_MS) <= 0)
		die(EXIT_WRONG, "flip %u: no event within %d ms", *flips, EVENT_MS);
	if (drmHandleEvent(d->fd, &context))
		die(EXIT_ERROR, "cannot read events: %s", strerror(errno));
}

static bool exists(const char *file)
{
	return file && !access(file, F_OK);
}

/* Into what is shown, as programs do that have one buffer alone. The cursor moves meanwhile. */
static void draw_in_place(const struct display *d, const struct frame *shown)
{
	unsigned int n;

	puts("picture: held");
	for (n = 0; exists(hold); n++) {
		draw(d, shown, 0);
		drmModeMoveCursor(d->fd, d->crtc, PICTURE_CURSOR_X + n % 2, PICTURE_CURSOR_Y);
	}
	drmModeMoveCursor(d->fd, d->crtc, PICTURE_CURSOR_X, PICTURE_CURSOR_Y);
	puts("picture: flips again");
}

static void show(struct display *d)
{
	display_make_frames(d, draw);
	display_set_mode(d);
	display_set_cursor(d, PICTURE_CURSOR, draw_cursor, PICTURE_CURSOR_X,
			   PICTURE_CURSOR_Y);
	puts("picture: shown");
}

static void off_and_on(struct display *d)
{
	display_off(d);
	puts("picture: off");
	while (exists(dark))
		usleep(100000);
	show(d);
}

static bool at_end(time_t end)
{
	return until ? exists(until) : time(NULL) >= end;
}

int main(int argc, char **argv)
{
	struct display d = { 0 };
	unsigned int flips = 0;
	time_t end;

	parse(argc, argv);
	setvbuf(stdout, NULL, _IOLBF, 0);
	display_find(&d, gpu_open_fd(device));
	d.aperture = aperture;
	show(&d);
	for (end = time(NULL) + stay; !at_end(end); ) {
		if (exists(dark))
			off_and_on(&d);
		if (exists(hold))
			draw_in_place(&d, &d.frame[flips % ARRAY_SIZE(d.frame)]);
		flip(&d, &d.frame[(flips + 1) % ARRAY_SIZE(d.frame)], &flips);
	}
	printf("picture: %u flips\n", flips);
	display_off(&d);
	close(d.fd);
	return EXIT_OK;
}
