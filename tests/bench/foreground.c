// SPDX-License-Identifier: GPL-2.0-only
/*
 * Usage: foreground-bench FILE ID
 *
 * The host's monitor gets a picture; then ID and 0 are written in turn to FILE, which is
 * foreground_vm. Prints "NAME VALUE UNIT": frames of the monitor from the write to its
 * return.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <xf86drm.h>

#include "display.h"
#include "gpu.h"
#include "sample.h"

#define SWITCHES	20

static struct samples to_vm, to_host;

static void draw(const struct display *d, const struct frame *f, unsigned int n)
{
	(void)d;
	memset(f->map, 0x40 * n, f->size);
}

static u64 frames_now(const struct display *d)
{
	u64 sequence, ns;

	if (drmCrtcGetSequence(d->fd, d->crtc, &sequence, &ns))
		die(EXIT_ERROR, "the monitor's frames are not counted");
	return sequence;
}

static double switch_to(const struct display *d, int file, const char *id)
{
	u64 before = frames_now(d);

	if (pwrite(file, id, strlen(id), 0) != (ssize_t)strlen(id))
		die(EXIT_WRONG, "foreground_vm does not take %s", id);
	return frames_now(d) - before;
}

int main(int argc, char **argv)
{
	struct display d = { 0 };
	int card, file, i;

	if (argc != 3)
		die(EXIT_USAGE, "Usage: foreground-bench FILE ID");
	card = gpu_open_fd("/dev/dri/card0");
	file = open(argv[1], O_WRONLY | O_CLOEXEC);
	if (file < 0)
		die(EXIT_NO_DEVICE, "%s cannot be opened", argv[1]);
	display_find(&d, card);
	display_make_frames(&d, draw);
	display_set_mode(&d);
	/* The mode stays, and the display is nobody's. */
	drmDropMaster(card);
	for (i = 0; i < SWITCHES; i++) {
		sample_add(&to_vm, switch_to(&d, file, argv[2]));
		sample_add(&to_host, switch_to(&d, file, "0"));
	}
	print_value("foreground-to-vm", sample_median(&to_vm), "frames");
	print_value("foreground-to-host", sample_median(&to_host), "frames");
	return EXIT_OK;
}
