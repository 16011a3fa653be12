// SPDX-License-Identifier: GPL-2.0-only
/*
 * kms-flip: a modeset, page flips with events and vblank waits, through stock i915.
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

#define EVENT_MS	5000	/* i915 itself gives up a flip after 10 s */
#define MODESET_S	5.0
#define VBLANKS		10
#define MAX_FLIPS	100000
#define RATE_TOLERANCE	0.1	/* of the mode's frame time */

static const char usage[] =
	"Usage: kms-flip [OPTION...]\n"
	"\n"
	"Sets the mode that the monitor's EDID prefers, flips pages, waits for vblanks, and\n"
	"checks order and times of the events.\n"
	"\n"
	"  -n, --flips N      page flips (default 60)\n"
	"  -a, --async N      after that, asynchronous flips of tiled frames, if the driver\n"
	"                     has them (default 0)\n"
	"  -s, --stay SECONDS leave the picture on the monitor for so long (default 0)\n"
	"  -r, --any-rate     frames may take longer than the mode says, and the modeset longer\n"
	"                     than 5 s\n"
	"  -d, --device PATH  the DRM device (default /dev/dri/card0)\n"
	"\n"
	"Status: 0 all is right; 1 wrong or late events; 2 wrong usage; 3 no device or no\n"
	"monitor; 4 the driver refused a request.\n";

/* The GPU model's own frames are late where processors are busy. */
static bool any_rate;

/**
 * struct options - what the command line asks for
 * @flips: number of flips
 * @async: number of asynchronous flips
 * @stay: seconds
 * @device: path, or NULL
 */
struct options {
	unsigned int flips;
	unsigned int async;
	unsigned int stay;
	const char *device;
};

/**
 * struct events - the flip events so far
 * @async: they are asynchronous
 * @count: number of them
 * @first: frame number of the first
 * @last: frame number of the last
 * @first_us: when the first came, by its own stamp
 * @last_us: when the last came
 */
struct events {
	bool async;
	unsigned int count;
	u32 first, last;
	double first_us, last_us;
};

static void parse(struct options *o, int argc, char **argv)
{
	static const struct option table[] = {
		{ "flips", required_argument, NULL, 'n' },
		{ "async", required_argument, NULL, 'a' },
		{ "stay", required_argument, NULL, 's' },
		{ "any-rate", no_argument, NULL, 'r' },
		{ "device", required_argument, NULL, 'd' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "n:a:s:rd:h", table, NULL)) != -1) {
		switch (c) {
		case 'n':
			o->flips = parse_number("--flips", optarg, MAX_FLIPS);
			break;
		case 'a':
			o->async = parse_number("--async", optarg, MAX_FLIPS);
			break;
		case 's':
			o->stay = parse_number("--stay", optarg, 3600);
			break;
		case 'r':
			any_rate = true;
			break;
		case 'd':
			o->device = optarg;
			break;
		case 'h':
			fputs(usage, stdout);
			exit(EXIT_OK);
		default:
			exit(EXIT_USAGE);
		}
	}
	if (optind < argc)
		die(EXIT_USAGE, "what is '%s'? See --help", argv[optind]);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

/* Stamps and frame numbers must grow from event to event. */
static void on_flip(int fd, unsigned int frame, unsigned int sec, unsigned int usec,
		    void *data)
{
	struct events *e = data;
	double us = sec * 1e6 + usec;

	(void)fd;
	if (!e->count) {
		e->first = frame;
		e->first_us = us;
	} else if (e->async) {
		/* Any number within a frame. */
		if ((s32)(frame - e->last) < 0 || us < e->last_us)
			die(EXIT_WRONG, "async flip %u: frame %u comes after frame %u",
			    e->count, frame, e->last);
	} else if ((s32)(frame - e->last) <= 0) {
		die(EXIT_WRONG, "flip %u: frame %u comes after frame %u", e->count, frame,
		    e->last);
	} else if (us <= e->last_us) {
		die(EXIT_WRONG, "flip %u: its time is %.0f us before that of the last",
		    e->count, e->last_us - us);
	}
	e->count++;
	e->last = frame;
	e->last_us = us;
}

static void wait_event(int fd, struct events *e)
{
	drmEventContext context = { .version = 2, .page_flip_handler = on_flip };
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
	unsigned int before = e->count;
	int ready;

	while (e->count == before) {
		ready = poll(&poll_fd, 1, EVENT_MS);
		if (!ready)
			die(EXIT_WRONG, "flip %u: no event within %d ms", before, EVENT_MS);
		if (ready < 0 || drmHandleEvent(fd, &context))
			die(EXIT_ERROR, "cannot read events: %s", strerror(errno));
	}
}

/*
 * A late guest may miss frames, but the stamps are the hardware's own: so much time as
 * the frame numbers say must have passed, within RATE_TOLERANCE and one frame.
 */
static void check_rate(const char *what, double us, u32 frames, double frame_us)
{
	double off = us - frames * frame_us;

	if (off < 0)
		off = -off;
	if (!any_rate && off > frames * frame_us * RATE_TOLERANCE + frame_us)
		die(EXIT_WRONG, "%s: %u frames took %.0f us instead of %.0f", what, frames,
		    us, frames * frame_us);
}

/* A border, and a gradient whose direction tells the frames apart. */
static void draw(const struct display *d, const struct frame *f, unsigned int n)
{
	u32 width = d->mode.hdisplay, height = d->mode.vdisplay, x, y;

	for (y = 0; y < height; y++) {
		u32 *row = (u32 *)(f->map + (u64)y * f->pitch);

		for (x = 0; x < width; x++) {
			bool edge = !x || !y || x == width - 1 || y == height - 1;
			u32 level = n ? y * 255 / height : x * 255 / width;

			row[x] = edge ? 0xffffff : level << (n ? 8 : 16) | 0x40;
		}
	}
}

static void do_modeset(const struct display *d)
{
	double start = now(), took;

	display_set_mode(d);
	took = now() - start;
	printf("modeset: %.0f ms\n", took * 1e3);
	if (!any_rate && took > MODESET_S)
		die(EXIT_WRONG, "the modeset took more than %.0f s", MODESET_S);
}

static void do_flips(const struct display *d, unsigned int count)
{
	struct events e = { 0 };
	double start = now();
	unsigned int i;

	for (i = 0; i < count; i++) {
		const struct frame *f = &d->frame[(i + 1) % ARRAY_SIZE(d->frame)];

		if (drmModePageFlip(d->fd, d->crtc, f->id, DRM_MODE_PAGE_FLIP_EVENT, &e))
			die(EXIT_ERROR, "flip %u: refused: %s", i, strerror(errno));
		wait_event(d->fd, &e);
	}
	printf("flips: %u of %u in %.0f ms, %u frames\n", e.count, count,
	       (now() - start) * 1e3, e.last - e.first + 1);
	fflush(stdout);
	check_rate("flips", e.last_us - e.first_us, e.last - e.first, display_frame_us(d));
}

/* As many as come: each has its event, and none waits for a frame to end. */
static void do_async_flips(struct display *d, unsigned int count)
{
	struct events e = { .async = true };
	u64 able = 0;
	double start;
	unsigned int i;

	if (drmGetCap(d->fd, DRM_CAP_ASYNC_PAGE_FLIP, &able) || !able) {
		/* i915 before 5.11. */
		puts("async flips: the driver has none");
		return;
	}
	display_make_tiled_frames(d, draw);
	display_set_mode(d);
	start = now();
	for (i = 0; i < count; i++) {
		const struct frame *f = &d->frame[(i + 1) % ARRAY_SIZE(d->frame)];

		if (drmModePageFlip(d->fd, d->crtc, f->id,
				    DRM_MODE_PAGE_FLIP_EVENT | DRM_MODE_PAGE_FLIP_ASYNC, &e))
			die(EXIT_ERROR, "async flip %u: refused: %s", i, strerror(errno));
		wait_event(d->fd, &e);
	}
	printf("async flips: %u of %u in %.0f ms\n", e.count, count, (now() - start) * 1e3);
	display_off(d);
}

static drmVBlank wait_vblank(const struct display *d, unsigned int frames)
{
	drmVBlank vbl = { .request = { .sequence = frames } };

	vbl.request.type = DRM_VBLANK_RELATIVE |
		((d->pipe << DRM_VBLANK_HIGH_CRTC_SHIFT) & DRM_VBLANK_HIGH_CRTC_MASK);
	if (drmWaitVBlank(d->fd, &vbl))
		die(errno == EBUSY ? EXIT_WRONG : EXIT_ERROR,
		    "waiting for a vblank: %s", strerror(errno));
	return vbl;
}

static void do_vblanks(const struct display *d)
{
	drmVBlank first = wait_vblank(d, 1), last = first;
	unsigned int i;
	double us;

	for (i = 0; i < VBLANKS; i++) {
		drmVBlank next = wait_vblank(d, 1);

		if ((s32)(next.reply.sequence - last.reply.sequence) < 1)
			die(EXIT_WRONG, "vblank %u came after vblank %u",
			    next.reply.sequence, last.reply.sequence);
		last = next;
	}
	us = (last.reply.tval_sec - first.reply.tval_sec) * 1e6 +
		(last.reply.tval_usec - first.reply.tval_usec);
	printf("vblanks: %u waits, %u frames\n", VBLANKS,
	       last.reply.sequence - first.reply.sequence);
	check_rate("vblanks", us, last.reply.sequence - first.reply.sequence,
		   display_frame_us(d));
}

int main(int argc, char **argv)
{
	struct options o = { .flips = 60 };
	struct display d = { 0 };

	parse(&o, argc, argv);
	setvbuf(stdout, NULL, _IOLBF, 0);
	display_find(&d, gpu_open_fd(o.device));
	display_check_edid(&d);
	display_make_frames(&d, draw);
	do_modeset(&d);
	if (o.flips)
		do_flips(&d, o.flips);
	do_vblanks(&d);
	sleep(o.stay);
	display_off(&d);
	if (o.async)
		do_async_flips(&d, o.async);
	close(d.fd);
	return EXIT_OK;
}
