// SPDX-License-Identifier: GPL-2.0-only
/*
 * Usage: scene-check REFERENCE FILE.png
 *
 * Which frame of which machine is a capture of the monitor? REFERENCE is what gl-scene reference
 * wrote. All pixels must be those of one frame, but for steps of a channel and pixels at edges as
 * tests/mesa/scene.h allows them. Prints
 *
 *   machine MACHINE frame FRAME, DIFFER pixels differ
 *
 * of the frame that is nearest. Status: 0 it is that one, 1 it is none, 2 wrong usage or no such
 * file.
 */
#include <stdio.h>
#include <stdlib.h>

#include "capture.h"
#include "scene.h"

struct pictures {
	struct scene_file head;
	u32 *pixel;
};

static void load_reference(struct pictures *p, const char *path)
{
	FILE *f = fopen(path, "rb");
	size_t count;

	if (!f || fread(&p->head, sizeof(p->head), 1, f) != 1 || p->head.magic != SCENE_MAGIC)
		capture_die(path, "no file of pictures");
	count = (size_t)p->head.width * p->head.height * SCENE_MACHINES * SCENE_FRAMES;
	p->pixel = capture_pixels(count);
	if (fread(p->pixel, sizeof(*p->pixel), count, f) != count)
		capture_die(path, "too short");
	fclose(f);
}

static u32 *load_capture(const struct scene_file *head, const char *path)
{
	struct capture capture = capture_load(path);

	if (capture.width != head->width || capture.height != head->height) {
		printf("%ux%u is not %ux%u\n", capture.width, capture.height, head->width,
		       head->height);
		exit(1);
	}
	return capture.pixel;
}

int main(int argc, char **argv)
{
	unsigned int size, i, differ, least = ~0u, nearest = 0;
	struct pictures p;
	u32 *capture;

	if (argc != 3) {
		fprintf(stderr, "Usage: scene-check REFERENCE FILE.png\n");
		return 2;
	}
	load_reference(&p, argv[1]);
	capture = load_capture(&p.head, argv[2]);
	size = p.head.width * p.head.height;
	for (i = 0; i < SCENE_MACHINES * SCENE_FRAMES; i++) {
		differ = scene_differ(capture, &p.pixel[(size_t)i * size], size);
		if (differ < least) {
			least = differ;
			nearest = i;
		}
	}
	printf("machine %u frame %u, %u pixels differ\n", nearest / SCENE_FRAMES,
	       nearest % SCENE_FRAMES, least);
	return least > size / SCENE_EDGES;
}
