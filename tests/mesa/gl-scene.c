// SPDX-License-Identifier: GPL-2.0-only
/*
 * Usage: gl-scene reference FILE WIDTHxHEIGHT
 *        gl-scene show MACHINE FILE END [WHILE]
 *        gl-scene pace FRAMES
 *
 * A scene that moves: see scene.h. reference writes all its frames into FILE, as Mesa's software
 * rasterizer draws them if LIBGL_ALWAYS_SOFTWARE is 1. show draws the frames of MACHINE (0 to 2)
 * and shows them on the monitor, one after another, until the file END exists. With WHILE it shows
 * them only while that file exists, and draws them all the time. Each third frame is read back, and
 * compared with that in FILE. The last line of show is
 *
 *   gl-scene machine MACHINE FRAMES frames COMPARED compared WRONG wrong RENDERER
 *
 * pace draws that many frames of 256x256 into a buffer, as fast as it can. Its last line says how
 * many there were in a second.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "gl.h"
#include "scene.h"
#include "screen.h"

/* Of what pace draws. */
#define PACE_SIZE	256

/* No faster than this: other machines are to have their share of the processors, too. */
#define FRAME_MS	250
/* Has no divisor with SCENE_FRAMES in common: so each frame has its turn. */
#define COMPARE_EVERY	3

static u32 *new_pixels(u32 width, u32 height, unsigned int pictures)
{
	u32 *pixels = malloc((size_t)width * height * pictures * sizeof(*pixels));

	if (!pixels)
		fail("out of memory");
	return pixels;
}

/* ---- reference ---- */

static void make_framebuffer(u32 width, u32 height)
{
	GLuint frame, buffer[2];

	glGenFramebuffers(1, &frame);
	glBindFramebuffer(GL_FRAMEBUFFER, frame);
	glGenRenderbuffers(2, buffer);
	glBindRenderbuffer(GL_RENDERBUFFER, buffer[0]);
	glRenderbufferStorage(GL_RENDERBUFFER, GL_RGBA8, width, height);
	glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER,
				  buffer[0]);
	glBindRenderbuffer(GL_RENDERBUFFER, buffer[1]);
	glRenderbufferStorage(GL_RENDERBUFFER, GL_DEPTH_COMPONENT24, width, height);
	glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_DEPTH_ATTACHMENT, GL_RENDERBUFFER,
				  buffer[1]);
	if (glCheckFramebufferStatus(GL_FRAMEBUFFER) != GL_FRAMEBUFFER_COMPLETE)
		fail("nothing can be drawn");
}

static void reference(const char *path, u32 width, u32 height)
{
	struct scene_file head = { .magic = SCENE_MAGIC, .width = width, .height = height };
	u32 *pixels = new_pixels(width, height, 1);
	FILE *f = fopen(path, "wb");
	unsigned int machine, frame;

	if (!f)
		fail("cannot write %s", path);
	gl_make_context();
	snprintf(head.renderer, sizeof(head.renderer), "%s",
		 (const char *)glGetString(GL_RENDERER));
	fwrite(&head, sizeof(head), 1, f);
	make_framebuffer(width, height);
	for (machine = 0; machine < SCENE_MACHINES; machine++) {
		scene_init(machine, width, height);
		for (frame = 0; frame < SCENE_FRAMES; frame++) {
			scene_draw(frame);
			scene_read(pixels);
			fwrite(pixels, sizeof(*pixels), (size_t)width * height, f);
		}
	}
	gl_check("the scenes");
	if (ferror(f) || fclose(f))
		fail("cannot write %s", path);
	printf("gl-scene: %u frames of %u machines by %s\n", SCENE_FRAMES, SCENE_MACHINES,
	       head.renderer);
}

/* ---- show ---- */

/* The frames of a machine, which must be as large as the monitor. */
static u32 *load(const char *path, unsigned int machine, u32 width, u32 height)
{
	size_t pixels = (size_t)width * height * SCENE_FRAMES;
	u32 *frames = new_pixels(width, height, SCENE_FRAMES);
	FILE *f = fopen(path, "rb");
	struct scene_file head;

	if (!f || fread(&head, sizeof(head), 1, f) != 1 || head.magic != SCENE_MAGIC)
		fail("%s is no file of pictures", path);
	if (head.width != width || head.height != height)
		fail("the monitor has %ux%u, the pictures have %ux%u", width, height, head.width,
		     head.height);
	if (fseek(f, (long)(machine * pixels * sizeof(*frames)), SEEK_CUR) ||
	    fread(frames, sizeof(*frames), pixels, f) != pixels)
		fail("%s is too short", path);
	fclose(f);
	return frames;
}

/** struct progress - what was drawn so far */
struct progress {
	unsigned int frames;
	unsigned int compared;
	unsigned int wrong;
};

static void compare(struct progress *p, const u32 *should, u32 *pixels, unsigned int size)
{
	unsigned int differ;

	scene_read(pixels);
	differ = scene_differ(pixels, should, size);
	p->compared++;
	if (differ <= size / SCENE_EDGES)
		return;
	p->wrong++;
	printf("scene: frame %u: %u pixels differ\n", p->frames, differ);
}

static bool exists(const char *path)
{
	return !path || !access(path, F_OK);
}

static void show_or_leave(struct screen *s, bool wanted)
{
	bool before = s->shown;

	if (wanted)
		screen_show(s);
	else if (s->shown)
		screen_leave(s);
	if (s->shown != before)
		puts(wanted ? "scene: shown" : "scene: left");
}

/* Waits until a frame has taken FRAME_MS. */
static void pace(struct timespec *next)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	next->tv_nsec += FRAME_MS * 1000000;
	next->tv_sec += next->tv_nsec / 1000000000;
	next->tv_nsec %= 1000000000;
	if (now.tv_sec > next->tv_sec ||
	    (now.tv_sec == next->tv_sec && now.tv_nsec > next->tv_nsec))
		*next = now;
	else
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, next, NULL);
}

static void show(unsigned int machine, const char *path, const char *end, const char *during)
{
	struct screen s = { 0 };
	struct progress p = { 0 };
	struct timespec next;
	u32 width, height, size, *frames, *pixels;

	screen_open(&s, NULL);
	width = s.display.mode.hdisplay;
	height = s.display.mode.vdisplay;
	size = width * height;
	frames = load(path, machine, width, height);
	pixels = new_pixels(width, height, 1);
	scene_init(machine, width, height);
	clock_gettime(CLOCK_MONOTONIC, &next);
	printf("scene: machine %u on %s\n", machine, glGetString(GL_RENDERER));
	for (; access(end, F_OK); p.frames++) {
		screen_use(&s);
		scene_draw(p.frames);
		if (p.frames % COMPARE_EVERY == 0)
			compare(&p, &frames[p.frames % SCENE_FRAMES * size], pixels, size);
		show_or_leave(&s, exists(during));
		gl_check("a frame");
		if (p.frames % 10 == 9)
			printf("scene: %u frames\n", p.frames + 1);
		pace(&next);
	}
	printf("gl-scene machine %u %u frames %u compared %u wrong %s\n", machine, p.frames,
	       p.compared, p.wrong, glGetString(GL_RENDERER));
}

/* ---- pace ---- */

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

static void measure_pace(unsigned int frames)
{
	unsigned int frame;
	double start;

	gl_make_context();
	make_framebuffer(PACE_SIZE, PACE_SIZE);
	scene_init(0, PACE_SIZE, PACE_SIZE);
	/* Mesa compiles the shaders at the first one. */
	scene_draw(0);
	glFinish();
	start = seconds();
	for (frame = 1; frame <= frames; frame++) {
		scene_draw(frame);
		glFinish();
	}
	printf("gl-scene pace %u frames, %.2f per second on %s\n", frames,
	       frames / (seconds() - start), glGetString(GL_RENDERER));
	gl_check("the frames");
}

int main(int argc, char **argv)
{
	unsigned int width, height;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc == 4 && !strcmp(argv[1], "reference") &&
	    sscanf(argv[3], "%ux%u", &width, &height) == 2)
		reference(argv[2], width, height);
	else if ((argc == 5 || argc == 6) && !strcmp(argv[1], "show") &&
		 strtoul(argv[2], NULL, 10) < SCENE_MACHINES)
		show(strtoul(argv[2], NULL, 10), argv[3], argv[4], argc == 6 ? argv[5] : NULL);
	else if (argc == 3 && !strcmp(argv[1], "pace") && strtoul(argv[2], NULL, 10))
		measure_pace(strtoul(argv[2], NULL, 10));
	else
		fail("usage: gl-scene reference ... | show ... | pace ...: see gl-scene.c");
	return 0;
}
